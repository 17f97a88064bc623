using Realtime.SipGateway.Telemetry;

namespace Realtime.SipGateway.Calls.Events;

/// <summary><c>guardrail.tripped</c>: A guardrail matched words of the agent.</summary>
public sealed record GuardrailTripped(
    string Guardrail, string Action, string ResponseId, string ItemId, string Matched) : CallEventData
{
    internal override string Type => "guardrail.tripped";

    public override CallEventData Redact(Redactor redactor) =>
        this with { Matched = redactor.Text(Matched) };
}
