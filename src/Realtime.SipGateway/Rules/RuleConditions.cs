namespace Realtime.SipGateway.Rules;

/// <summary>Each list holds alternatives; a number ends in <c>*</c> to match by prefix; <c>anonymous</c> matches a withheld caller.</summary>
public sealed record RuleConditions
{
    public IReadOnlyList<string>? Dialled { get; init; }

    public IReadOnlyList<string>? Caller { get; init; }

    public IReadOnlyList<string>? Trunk { get; init; }
}
