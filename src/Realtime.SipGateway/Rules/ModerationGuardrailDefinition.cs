namespace Realtime.SipGateway.Rules;

/// <summary>The moderation endpoint of the AI target that has the call judges; it costs nothing.</summary>
public sealed record ModerationGuardrailDefinition : JudgedGuardrailDefinition
{
    public const string DefaultModel = "omni-moderation-latest";

    /// <summary>Of the service's moderation models.</summary>
    public string Model { get; init; } = DefaultModel;

    /// <summary>Categories that count and the score, 0 to 1, from which they do. Empty: whatever the service itself flags.</summary>
    public IReadOnlyDictionary<string, double> Categories { get; init; } = new Dictionary<string, double>();
}
