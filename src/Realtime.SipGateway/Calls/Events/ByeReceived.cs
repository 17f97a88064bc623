using Realtime.SipGateway.Telemetry;

namespace Realtime.SipGateway.Calls.Events;

/// <summary><c>signalling.bye_received</c>: One side hung up.</summary>
public sealed record ByeReceived(string Leg, string? Reason) : CallEventData
{
    internal override string Type => "signalling.bye_received";

    public override CallEventData Redact(Redactor redactor) =>
        this with { Reason = redactor.Text(Reason) };
}
