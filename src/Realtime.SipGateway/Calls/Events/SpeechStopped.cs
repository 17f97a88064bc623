using Realtime.SipGateway.Telemetry;

namespace Realtime.SipGateway.Calls.Events;

/// <summary><c>guardrail.speech_stopped</c>: Forbidden speech was cut and left the model's context.</summary>
public sealed record SpeechStopped(string Guardrail, string ItemId, string Cut, double HeardAtMostMs, double StopMs) : CallEventData
{
    internal override string Type => "guardrail.speech_stopped";

    public override CallEventData Redact(Redactor redactor) =>
        this with { Cut = redactor.Text(Cut) };
}
