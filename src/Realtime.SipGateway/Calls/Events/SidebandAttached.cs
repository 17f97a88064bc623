namespace Realtime.SipGateway.Calls.Events;

/// <summary><c>sideband.attached</c>: The sideband WebSocket is open.</summary>
public sealed record SidebandAttached(int Tries, double DurationMs) : CallEventData
{
    internal override string Type => "sideband.attached";
}
