using Realtime.SipGateway.Telemetry;

namespace Realtime.SipGateway.Calls.Events;

/// <summary><c>guardrail.tripped</c>: A guardrail matched words of the agent or of the caller.</summary>
/// <param name="Guardrail">The guardrail.</param>
/// <param name="Action">What it does.</param>
/// <param name="ResponseId">The agent's response; empty for the caller.</param>
/// <param name="ItemId">The item the words belong to.</param>
/// <param name="Matched">The words, the pattern or the judge's reason.</param>
/// <param name="Late">The agent's words had been heard by then: nothing was cut, they left the model's context.</param>
public sealed record GuardrailTripped(
    string Guardrail, string Action, string ResponseId, string ItemId, string Matched, bool Late = false) : CallEventData
{
    internal override string Type => "guardrail.tripped";

    public override CallEventData Redact(Redactor redactor) =>
        this with { Matched = redactor.Text(Matched) };
}
