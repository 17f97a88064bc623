using Realtime.SipGateway.Telemetry;

namespace Realtime.SipGateway.Calls.Events;

/// <summary><c>control.said</c>: Somebody made the agent say words.</summary>
/// <param name="By">Who.</param>
/// <param name="Text">The words.</param>
/// <param name="Interrupt">What the agent said was to stop for them.</param>
public sealed record ControlSaid(string By, string Text, bool Interrupt) : CallEventData
{
    internal override string Type => "control.said";

    public override CallEventData Redact(Redactor redactor) => this with { By = redactor.Text(By), Text = redactor.Text(Text) };
}
