using Realtime.SipGateway.Telemetry;

namespace Realtime.SipGateway.Calls.Events;

/// <summary><c>signalling.bye_sent</c>: We hung a leg up.</summary>
public sealed record ByeSent(string Leg, string? Reason) : CallEventData
{
    internal override string Type => "signalling.bye_sent";

    public override CallEventData Redact(Redactor redactor) =>
        this with { Reason = redactor.Text(Reason) };
}
