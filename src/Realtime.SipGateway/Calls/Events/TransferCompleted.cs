using Realtime.SipGateway.Telemetry;

namespace Realtime.SipGateway.Calls.Events;

/// <summary><c>transfer.completed</c>: The caller has left the agent for the target; unconfirmed when nobody reported that it arrived.</summary>
public sealed record TransferCompleted(TransferMode Mode, string To, bool Confirmed, int? SipStatus, string? Reason, double DurationMs) : CallEventData
{
    internal override string Type => "transfer.completed";

    public override CallEventData Redact(Redactor redactor) => this with { To = redactor.Text(To), Reason = redactor.Text(Reason) };
}
