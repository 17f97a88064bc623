using Realtime.SipGateway.Telemetry;

namespace Realtime.SipGateway.Calls.Events;

/// <summary><c>accept.answered</c>: The vendor answered accept.</summary>
public sealed record AcceptAnswered(
    bool Succeeded, int? Status, string? Code, string? Message, double DurationMs, RealtimeCallId? RealtimeCallId = null) : CallEventData
{
    internal override string Type => "accept.answered";

    public override CallEventData Redact(Redactor redactor) =>
        this with { Message = redactor.Text(Message) };
}
