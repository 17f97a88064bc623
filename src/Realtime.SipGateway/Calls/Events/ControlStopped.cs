using Realtime.SipGateway.Telemetry;

namespace Realtime.SipGateway.Calls.Events;

/// <summary><c>control.stopped</c>: Somebody made the agent stop speaking.</summary>
/// <param name="By">Who.</param>
public sealed record ControlStopped(string By) : CallEventData
{
    internal override string Type => "control.stopped";

    public override CallEventData Redact(Redactor redactor) => this with { By = redactor.Text(By) };
}
