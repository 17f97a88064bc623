namespace Realtime.SipGateway.Calls;

/// <summary>A run of a tool that answers later.</summary>
/// <param name="Id">Ours.</param>
/// <param name="CallId">The call.</param>
/// <param name="FunctionCallId">The model's id of the function call.</param>
/// <param name="Tool">The tool.</param>
/// <param name="StartedAt">When it was asked.</param>
/// <param name="ExpiresAt">Until when an answer is taken.</param>
public sealed record ToolExecution(
    string Id, CallId CallId, string FunctionCallId, string Tool, DateTimeOffset StartedAt, DateTimeOffset ExpiresAt)
{
    /// <summary>Where the answer is asked for; null: it comes by itself.</summary>
    public string? Poll { get; init; }

    /// <summary>When the answer came; null: not yet.</summary>
    public DateTimeOffset? CompletedAt { get; init; }

    public bool? Succeeded { get; init; }

    /// <summary>The answer, redacted when it was read from the store.</summary>
    public string? Output { get; init; }
}
