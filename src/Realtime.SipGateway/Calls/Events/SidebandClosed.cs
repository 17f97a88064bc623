using Realtime.SipGateway.Telemetry;

namespace Realtime.SipGateway.Calls.Events;

/// <summary><c>sideband.closed</c>: The sideband WebSocket ended.</summary>
/// <param name="CloseCode">Of its close frame; null when there was none (1006).</param>
/// <param name="Message">What the peer said.</param>
/// <param name="Meaning">What it means; null in logs of older versions.</param>
public sealed record SidebandClosed(int? CloseCode, string? Message, SidebandCloseMeaning? Meaning = null) : CallEventData
{
    internal override string Type => "sideband.closed";

    public override CallEventData Redact(Redactor redactor) =>
        this with { Message = redactor.Text(Message) };
}
