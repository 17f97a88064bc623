namespace Realtime.SipGateway.Calls;

/// <summary>A call back that was promised or a message that was taken: work for people after the call.</summary>
/// <param name="Id">Follows from the function call, so that one that runs again is still one.</param>
/// <param name="Kind">Which.</param>
/// <param name="CallId">The call.</param>
/// <param name="At">When it was taken.</param>
/// <param name="Text">What it is about; the agent's words for the caller's.</param>
public sealed record CallerRequest(string Id, CallerRequestKind Kind, CallId CallId, DateTimeOffset At, string Text)
{
    /// <summary>The agent who took it.</summary>
    public string? Agent { get; init; }

    /// <summary>The caller's name, as said.</summary>
    public string? Name { get; init; }

    /// <summary>The number to call.</summary>
    public string? Number { get; init; }

    /// <summary>When the caller wants to be called.</summary>
    public DateTimeOffset? WantedAt { get; init; }

    /// <summary>Whom a message is for.</summary>
    public string? Recipient { get; init; }

    /// <summary>The caller said that it cannot wait.</summary>
    public bool Urgent { get; init; }

    /// <summary>When somebody saw to it; null: it is open.</summary>
    public DateTimeOffset? DoneAt { get; init; }

    /// <summary>Who did.</summary>
    public string? DoneBy { get; init; }

    /// <summary>What they said about it.</summary>
    public string? Note { get; init; }
}
