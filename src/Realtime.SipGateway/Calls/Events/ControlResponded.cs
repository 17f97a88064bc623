using Realtime.SipGateway.Telemetry;

namespace Realtime.SipGateway.Calls.Events;

/// <summary><c>control.responded</c>: Somebody made the agent take its turn.</summary>
/// <param name="By">Who.</param>
/// <param name="Text">What the turn was to be about; null: the conversation as it stood.</param>
public sealed record ControlResponded(string By, string? Text) : CallEventData
{
    internal override string Type => "control.responded";

    public override CallEventData Redact(Redactor redactor) => this with { By = redactor.Text(By), Text = redactor.Text(Text) };
}
