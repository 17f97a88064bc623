namespace Realtime.SipGateway.Calls.Events;

/// <summary><c>sideband.ready</c>: The session answered: the agent can work.</summary>
public sealed record SidebandReady(string? Model, string? Voice) : CallEventData
{
    internal override string Type => "sideband.ready";
}
