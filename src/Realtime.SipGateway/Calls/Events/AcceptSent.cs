namespace Realtime.SipGateway.Calls.Events;

/// <summary><c>accept.sent</c>: The session was sent to the vendor.</summary>
public sealed record AcceptSent(RealtimeCallId RealtimeCallId, string Agent, string Model) : CallEventData
{
    internal override string Type => "accept.sent";
}
