using Realtime.SipGateway.Telemetry;

namespace Realtime.SipGateway.Calls.Events;

/// <summary><c>sideband.attach_failed</c>: The sideband could not be attached.</summary>
public sealed record SidebandAttachFailed(int Tries, int? Status, string? Message) : CallEventData
{
    internal override string Type => "sideband.attach_failed";

    public override CallEventData Redact(Redactor redactor) =>
        this with { Message = redactor.Text(Message) };
}
