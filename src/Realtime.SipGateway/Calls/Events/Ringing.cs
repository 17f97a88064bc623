namespace Realtime.SipGateway.Calls.Events;

/// <summary><c>signalling.ringing</c>: The caller was told 180: we ring, the target is not known to.</summary>
public sealed record Ringing : CallEventData
{
    internal override string Type => "signalling.ringing";
}
