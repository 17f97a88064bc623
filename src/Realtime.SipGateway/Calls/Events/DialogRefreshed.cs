namespace Realtime.SipGateway.Calls.Events;

/// <summary><c>signalling.refreshed</c>: A session refresh or re-INVITE was answered.</summary>
public sealed record DialogRefreshed(string Leg, string Method, int Status) : CallEventData
{
    internal override string Type => "signalling.refreshed";
}
