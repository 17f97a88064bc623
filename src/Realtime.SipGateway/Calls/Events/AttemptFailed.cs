using Realtime.SipGateway.Telemetry;

namespace Realtime.SipGateway.Calls.Events;

/// <summary><c>signalling.attempt_failed</c>: An attempt ended without an answer.</summary>
public sealed record AttemptFailed(int Attempt, string Result, int? Status, string? Reason) : CallEventData
{
    internal override string Type => "signalling.attempt_failed";

    public override CallEventData Redact(Redactor redactor) =>
        this with { Reason = redactor.Text(Reason) };
}
