namespace Realtime.SipGateway.Rules;

/// <summary>Each list holds alternatives; a number ends in <c>*</c> to match by prefix; <c>anonymous</c> matches a withheld caller.</summary>
public sealed record RuleConditions
{
    public IReadOnlyList<string>? Dialled { get; init; }

    public IReadOnlyList<string>? Caller { get; init; }

    public IReadOnlyList<string>? Trunk { get; init; }

    /// <summary>Results of the check of the caller's signed identity; a call that was not checked is <c>No-TN-Validation</c>.</summary>
    public IReadOnlyList<string>? Verstat { get; init; }

    /// <summary>Attestation of a signed identity that passed: <c>A</c>, <c>B</c>, <c>C</c>.</summary>
    public IReadOnlyList<string>? Attestation { get; init; }
}
