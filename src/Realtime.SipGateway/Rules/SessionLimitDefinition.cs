namespace Realtime.SipGateway.Rules;

/// <summary>
/// How an agent's calls come to an end before the service ends their session in the middle of a word. It holds for every agent, also for one that sets
/// nothing.
/// </summary>
public sealed record SessionLimitDefinition
{
    /// <summary>A minute and a half to come to an end before the last sentence.</summary>
    public const int DefaultWarnBeforeSeconds = 180;

    /// <summary>The last sentence is heard before <c>Sip:MaxCallSeconds</c>, a minute before the service's end, hangs up.</summary>
    public const int DefaultLeaveBeforeSeconds = 90;

    /// <summary>How long before the session's end the model is told, 0 to 1,800 s; 0: it is not.</summary>
    public int WarnBeforeSeconds { get; init; } = DefaultWarnBeforeSeconds;

    /// <summary>What the model is told then, 1 to 2,000 characters; null: the gateway's own words.</summary>
    public string? WrapUp { get; init; }

    /// <summary>What the caller hears then, word by word, 1 to 1,000 characters; null: what the model makes of it.</summary>
    public string? Say { get; init; }

    /// <summary>How long before the session's end the call is left, 30 to 900 s: long enough for the last sentence, and for a person to answer.</summary>
    public int LeaveBeforeSeconds { get; init; } = DefaultLeaveBeforeSeconds;

    /// <summary>How; null: the agent says goodbye in its own words, and the call ends.</summary>
    public FinishDefinition? Finish { get; init; }
}
