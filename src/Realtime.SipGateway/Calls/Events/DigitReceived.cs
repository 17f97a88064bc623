using Realtime.SipGateway.Telemetry;

namespace Realtime.SipGateway.Calls.Events;

/// <summary><c>caller.digit</c>: The caller pressed a key.</summary>
public sealed record DigitReceived(string Digit) : CallEventData
{
    internal override string Type => "caller.digit";

    public override CallEventData Redact(Redactor redactor) =>
        this with { Digit = redactor.Text(Digit) };
}
