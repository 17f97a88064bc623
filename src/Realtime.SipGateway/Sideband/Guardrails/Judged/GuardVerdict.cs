using Realtime.SipGateway.Calls.Events;

namespace Realtime.SipGateway.Sideband.Guardrails.Judged;

/// <summary>What a judge said, or why it said nothing.</summary>
/// <param name="Outcome">One of the verdicts of <see cref="GuardrailJudged"/>, or one that is never written down: <see cref="Lost"/>, <see cref="GivenUp"/>.</param>
/// <param name="Reason">The judge's own words; null without any.</param>
/// <param name="Failure">A kind of failure of <see cref="GuardrailJudged"/>.</param>
internal sealed record GuardVerdict(string Outcome, string? Reason, string? Failure)
{
    /// <summary>What of a reason is kept.</summary>
    private const int MaxReason = 300;

    public static GuardVerdict Allowed { get; } = new(GuardrailJudged.Allowed, null, null);

    /// <summary>The connection broke before the verdict came; to be asked again.</summary>
    public static GuardVerdict Lost { get; } = new("lost", null, null);

    /// <summary>The conversation is being left: no verdict is wanted any more.</summary>
    public static GuardVerdict GivenUp { get; } = new("given_up", null, null);

    public static GuardVerdict Violated(string? reason) =>
        new(GuardrailJudged.Violated, reason is { Length: > MaxReason } ? reason[..MaxReason] : reason, null);

    public static GuardVerdict Failed(string failure) => new(GuardrailJudged.Failed, null, failure);
}
