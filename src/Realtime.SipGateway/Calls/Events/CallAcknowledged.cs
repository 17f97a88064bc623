namespace Realtime.SipGateway.Calls.Events;

/// <summary><c>signalling.acknowledged</c>: The caller's ACK is in: media flows between carrier and vendor.</summary>
public sealed record CallAcknowledged : CallEventData
{
    internal override string Type => "signalling.acknowledged";
}
