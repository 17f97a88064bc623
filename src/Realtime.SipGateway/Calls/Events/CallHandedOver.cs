namespace Realtime.SipGateway.Calls.Events;

/// <summary><c>call.handed_over</c>: The process stops and leaves the live call to the next one.</summary>
public sealed record CallHandedOver : CallEventData
{
    internal override string Type => "call.handed_over";
}
