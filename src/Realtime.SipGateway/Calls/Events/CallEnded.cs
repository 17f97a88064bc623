using Realtime.SipGateway.Telemetry;

namespace Realtime.SipGateway.Calls.Events;

/// <summary><c>call.ended</c>: The call is over; always the last but what drains after it.</summary>
public sealed record CallEnded(CallOutcome Outcome) : CallEventData
{
    internal override string Type => "call.ended";

    public override CallEventData Redact(Redactor redactor) =>
        this with { Outcome = Outcome with { Reason = redactor.Text(Outcome.Reason) } };
}
