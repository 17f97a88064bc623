using Realtime.SipGateway.Telemetry;

namespace Realtime.SipGateway.Calls.Events;

/// <summary><c>control.whispered</c>: Somebody gave the agent an instruction that the caller does not hear.</summary>
/// <param name="By">Who.</param>
/// <param name="Text">The instruction.</param>
/// <param name="Respond">The agent was to go on by it at once.</param>
public sealed record ControlWhispered(string By, string Text, bool Respond) : CallEventData
{
    internal override string Type => "control.whispered";

    public override CallEventData Redact(Redactor redactor) => this with { By = redactor.Text(By), Text = redactor.Text(Text) };
}
