using Realtime.SipGateway.Telemetry;

namespace Realtime.SipGateway.Calls.Events;

/// <summary><c>sideband.error</c>: The service sent an error event.</summary>
public sealed record SidebandError(string? Code, string Message) : CallEventData
{
    internal override string Type => "sideband.error";

    public override CallEventData Redact(Redactor redactor) =>
        this with { Message = redactor.Text(Message) };
}
