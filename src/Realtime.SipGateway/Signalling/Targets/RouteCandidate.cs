using Realtime.Sip.B2bua;
using Realtime.Sip.Messages;
using Realtime.Sip.Transports;

namespace Realtime.SipGateway.Signalling.Targets;

/// <summary>One way to reach somebody: the Request-URI and the address to send it to. Who tries it reports how it went.</summary>
/// <param name="Group">The group that the address belongs to.</param>
/// <param name="Member">The address in it.</param>
/// <param name="Uri">The Request-URI.</param>
internal sealed record RouteCandidate(TargetGroup Group, GroupMember Member, SipUri Uri)
{
    public SipDestination Destination => Member.Destination;

    /// <summary>Takes it for a call: an address after its break is tried by one call alone. False: try another first.</summary>
    public bool TryTake() => Member.Health.TryTake();

    /// <summary>
    /// How an INVITE there went: any response means that the address lives (<c>DESIGN.md</c> §6.5), no connection and silence that it does not.
    /// What the caller ended before the address could answer says nothing.
    /// </summary>
    /// <param name="result">How it ended.</param>
    /// <param name="answered">Any response came, a provisional one too.</param>
    public void Report(DialResult result, bool answered)
    {
        if (answered || result.StatusCode > 0)
        {
            Group.Reached(Member);
        }
        else if (result.Status is DialStatus.TransportFailed or DialStatus.TimedOut or DialStatus.Abandoned)
        {
            Group.Missed(Member, result.Status == DialStatus.TransportFailed ? "no connection" : "no response");
        }
    }
}
