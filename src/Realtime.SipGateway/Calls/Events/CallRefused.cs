using Realtime.SipGateway.Telemetry;

namespace Realtime.SipGateway.Calls.Events;

/// <summary><c>signalling.refused</c>: The INVITE was refused before or without a target.</summary>
public sealed record CallRefused(int Status, string Reason, string Why) : CallEventData
{
    internal override string Type => "signalling.refused";

    public override CallEventData Redact(Redactor redactor) =>
        this with { Reason = redactor.Text(Reason), Why = redactor.Text(Why) };
}
