namespace Realtime.SipGateway.Calls.Events;

/// <summary><c>signalling.redirected</c>: The carrier was sent to the AI targets itself; its signalling does not pass us any more.</summary>
public sealed record CallRedirected(int Attempt, IReadOnlyList<string> Targets) : CallEventData
{
    internal override string Type => "signalling.redirected";
}
