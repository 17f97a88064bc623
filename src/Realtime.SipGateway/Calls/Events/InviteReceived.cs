using Realtime.SipGateway.Telemetry;

namespace Realtime.SipGateway.Calls.Events;

/// <summary><c>signalling.invite_received</c>: A trunk's INVITE came in.</summary>
public sealed record InviteReceived(
    string? Trunk,
    string Source,
    string Transport,
    string Dialled,
    string Caller,
    string? CallerName,
    string SipCallId,
    string? MediaSecurity,
    string? DialledAsSent = null,
    string? CallerAsSent = null) : CallEventData
{
    internal override string Type => "signalling.invite_received";

    public override CallEventData Redact(Redactor redactor) =>
        this with
        {
            Dialled = redactor.Number(Dialled),
            Caller = redactor.Number(Caller),
            CallerName = redactor.Text(CallerName),
            DialledAsSent = redactor.Number(DialledAsSent),
            CallerAsSent = redactor.Number(CallerAsSent),
        };
}
