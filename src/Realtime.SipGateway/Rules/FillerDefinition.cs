namespace Realtime.SipGateway.Rules;

/// <summary>What the caller hears while a tool takes its time: said outside of the conversation, so that the turn is not broken.</summary>
public sealed record FillerDefinition
{
    /// <summary>A pause longer than this is felt on a telephone.</summary>
    public const int DefaultAfterMs = 2_500;

    /// <summary>A second sentence that comes sooner sounds like a machine.</summary>
    public const int DefaultAgainAfterMs = 10_000;

    /// <summary>From the tool's start to the first sentence, 0 to 60,000 ms; nothing is said while the agent still speaks.</summary>
    public int AfterMs { get; init; } = DefaultAfterMs;

    /// <summary>From one sentence to the next, 1,000 to 300,000 ms.</summary>
    public int AgainAfterMs { get; init; } = DefaultAgainAfterMs;

    /// <summary>The sentences, in order, each said once, word by word.</summary>
    public required IReadOnlyList<string> Say { get; init; }
}
