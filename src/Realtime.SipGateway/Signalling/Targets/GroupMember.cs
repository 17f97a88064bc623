using Realtime.Sip.Transports;

namespace Realtime.SipGateway.Signalling.Targets;

/// <summary>One address of a group, and how well it answers. The first message to it says nothing about the next: any final response means alive.</summary>
internal sealed class GroupMember(SipDestination destination, Breaker health)
{
    /// <summary>As it was resolved last.</summary>
    public SipDestination Destination { get; set; } = destination;

    public Breaker Health { get; } = health;

    /// <summary>When a call or a lookup had it last, in ticks of the clock; the eldest is forgotten first.</summary>
    public long LastUsed { get; set; }

    public static string KeyOf(SipDestination destination) => $"{destination.Kind.UriParameter()}:{destination.EndPoint}";
}
