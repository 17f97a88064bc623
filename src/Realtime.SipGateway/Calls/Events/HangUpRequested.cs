using Realtime.SipGateway.Telemetry;

namespace Realtime.SipGateway.Calls.Events;

/// <summary><c>call.hang_up_requested</c>: Somebody other than the two sides asked to end the call.</summary>
public sealed record HangUpRequested(CallOutcome Outcome) : CallEventData
{
    internal override string Type => "call.hang_up_requested";

    public override CallEventData Redact(Redactor redactor) =>
        this with { Outcome = Outcome with { Reason = redactor.Text(Outcome.Reason) } };
}
