namespace Realtime.SipGateway.Rules;

/// <summary>
/// A guardrail that somebody else judges: the words are sent away while the conversation goes on, and the verdict acts on what of them can still be
/// stopped. One question at a time per guardrail and call.
/// </summary>
public abstract record JudgedGuardrailDefinition : GuardrailDefinition
{
    /// <summary>The agent is heard a second or two behind its words: a verdict that comes later stops little.</summary>
    public const int DefaultTimeoutMs = 2_000;

    /// <summary>Without a verdict nothing happens.</summary>
    public const string Open = "open";

    /// <summary>Without a verdict the action is taken.</summary>
    public const string Closed = "closed";

    /// <summary>For one verdict, 100 to 10,000.</summary>
    public int TimeoutMs { get; init; } = DefaultTimeoutMs;

    /// <summary><see cref="Open"/> or <see cref="Closed"/>.</summary>
    public string OnFailure { get; init; } = Open;
}
