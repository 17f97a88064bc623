using Realtime.SipGateway.Telemetry;

namespace Realtime.SipGateway.Calls.Events;

/// <summary><c>transfer.failed</c>: The caller stays where it was; also for each way that was tried before another.</summary>
public sealed record TransferFailed(TransferMode? Mode, TransferStatus Outcome, int? SipStatus, string? Reason, double DurationMs, bool Final) : CallEventData
{
    internal override string Type => "transfer.failed";

    public override CallEventData Redact(Redactor redactor) => this with { Reason = redactor.Text(Reason) };
}
