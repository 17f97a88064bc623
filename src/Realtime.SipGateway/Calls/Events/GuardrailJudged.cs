using Realtime.SipGateway.Telemetry;

namespace Realtime.SipGateway.Calls.Events;

/// <summary><c>guardrail.judged</c>: Somebody else judged words of the call, or should have.</summary>
/// <param name="Guardrail">The guardrail.</param>
/// <param name="Side"><c>agent</c> or <c>caller</c>: whose words.</param>
/// <param name="ItemId">The item they belong to.</param>
/// <param name="ResponseId">The agent's response; empty for the caller.</param>
/// <param name="Verdict"><c>allowed</c>, <c>violated</c> or <c>failed</c>.</param>
/// <param name="Matched">What it gave as its reason; null without one.</param>
/// <param name="Failure">Why there is no verdict: <c>timeout</c>, <c>service</c>, <c>malformed</c>, <c>not_set_up</c>, <c>overrun</c> or <c>fault</c>.</param>
/// <param name="Characters">How much was judged.</param>
/// <param name="DurationMs">How long it took.</param>
public sealed record GuardrailJudged(
    string Guardrail, string Side, string ItemId, string ResponseId, string Verdict, string? Matched, string? Failure, int Characters, double DurationMs)
    : CallEventData
{
    public const string Allowed = "allowed";
    public const string Violated = "violated";
    public const string Failed = "failed";

    internal override string Type => "guardrail.judged";

    public override CallEventData Redact(Redactor redactor) => this with { Matched = redactor.Text(Matched) };
}
