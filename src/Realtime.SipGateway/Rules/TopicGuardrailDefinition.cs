namespace Realtime.SipGateway.Rules;

/// <summary>What is spoken about, described in words; at least one of both lists has an entry.</summary>
public sealed record TopicGuardrailDefinition : ModelGuardrailDefinition
{
    /// <summary>Nothing but these may be spoken about. Greetings, small talk and short answers are always allowed.</summary>
    public IReadOnlyList<string> Allowed { get; init; } = [];

    /// <summary>These may not be spoken about.</summary>
    public IReadOnlyList<string> Forbidden { get; init; } = [];
}
