namespace Realtime.SipGateway.Rules;

/// <summary>How the result of a tool that answers later is asked for: GET with the tool's headers; 202 means not yet, 200 is the result.</summary>
public sealed record PollDefinition
{
    public const int DefaultIntervalMs = 5_000;

    /// <summary>Where; <c>{execution.id}</c> is the service's id of the execution.</summary>
    public required string Url { get; init; }

    /// <summary>JSON Pointer of that id in the answer with 202.</summary>
    public string Execution { get; init; } = "/execution_id";

    /// <summary>1,000 to 600,000.</summary>
    public int IntervalMs { get; init; } = DefaultIntervalMs;
}
