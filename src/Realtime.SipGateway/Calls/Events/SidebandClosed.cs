using Realtime.SipGateway.Telemetry;

namespace Realtime.SipGateway.Calls.Events;

/// <summary><c>sideband.closed</c>: The sideband WebSocket ended.</summary>
public sealed record SidebandClosed(int? CloseCode, string? Message) : CallEventData
{
    internal override string Type => "sideband.closed";

    public override CallEventData Redact(Redactor redactor) =>
        this with { Message = redactor.Text(Message) };
}
