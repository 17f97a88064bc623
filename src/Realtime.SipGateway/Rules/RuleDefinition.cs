namespace Realtime.SipGateway.Rules;

/// <summary>If <see cref="When"/> holds, either <see cref="Accept"/> or <see cref="Reject"/>: exactly one of the two.</summary>
public sealed record RuleDefinition
{
    public required string Name { get; init; }

    /// <summary>All given conditions must hold; null or empty: always.</summary>
    public RuleConditions? When { get; init; }

    public AcceptAction? Accept { get; init; }

    public RejectAction? Reject { get; init; }
}
