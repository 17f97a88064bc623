namespace Realtime.SipGateway.Rules;

/// <summary>
/// An HTTP endpoint that answers later: it takes the request with 202, the agent goes on with the caller, and the result comes by a callback to a URL
/// that is good for one use, or is asked for.
/// </summary>
public sealed record HttpAsyncToolDefinition : HttpToolDefinition
{
    /// <summary>What is still of use in the same call.</summary>
    public const int DefaultDeadlineSeconds = 600;

    /// <summary>Until when a result is waited for, 5 to 86,400.</summary>
    public int DeadlineSeconds { get; init; } = DefaultDeadlineSeconds;

    /// <summary>Where to ask for the result; null: the service calls back.</summary>
    public PollDefinition? Poll { get; init; }
}
