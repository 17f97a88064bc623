namespace Realtime.SipGateway.Rules;

/// <summary>If <see cref="When"/> holds, <see cref="Accept"/>, <see cref="Reject"/> or <see cref="Send"/>: exactly one of them.</summary>
public sealed record RuleDefinition
{
    public required string Name { get; init; }

    /// <summary>All given conditions must hold; null or empty: always.</summary>
    public RuleConditions? When { get; init; }

    public AcceptAction? Accept { get; init; }

    public RejectAction? Reject { get; init; }

    public SendAction? Send { get; init; }
}
