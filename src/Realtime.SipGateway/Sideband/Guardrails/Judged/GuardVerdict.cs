using Realtime.SipGateway.Calls.Events;

namespace Realtime.SipGateway.Sideband.Guardrails.Judged;

/// <summary>What a judge said, or why it said nothing.</summary>
/// <param name="Outcome">One of the verdicts of <see cref="GuardrailJudged"/>.</param>
/// <param name="Reason">The judge's own words; null without any.</param>
/// <param name="Failure">A kind of failure of <see cref="GuardrailJudged"/>.</param>
internal sealed record GuardVerdict(string Outcome, string? Reason, string? Failure)
{
    /// <summary>What of a reason is kept.</summary>
    private const int MaxReason = 300;

    public static GuardVerdict Allowed { get; } = new(GuardrailJudged.Allowed, null, null);

    public static GuardVerdict Violated(string? reason) =>
        new(GuardrailJudged.Violated, reason is { Length: > MaxReason } ? reason[..MaxReason] : reason, null);

    public static GuardVerdict Failed(string failure) => new(GuardrailJudged.Failed, null, failure);
}
