using System.Net;
using System.Net.Sockets;

namespace Realtime.Sip.Transports;

/// <summary>Which of our addresses a peer sees, where we listen on all of them.</summary>
internal static class LocalRoute
{
    /// <summary>Any port does: connecting a datagram socket sends nothing, it only looks up the route.</summary>
    private const int ProbePort = 5060;

    /// <summary><paramref name="bound"/>, or for a wildcard the address from which packets to <paramref name="remote"/> leave.</summary>
    public static IPAddress AddressTowards(IPAddress remote, IPAddress bound)
    {
        if (!bound.Equals(IPAddress.Any) && !bound.Equals(IPAddress.IPv6Any))
        {
            return bound;
        }

        try
        {
            using var probe = new Socket(remote.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            probe.Connect(remote, ProbePort);
            return ((IPEndPoint)probe.LocalEndPoint!).Address;
        }
        catch (SocketException)
        {
            return remote.AddressFamily == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Loopback : IPAddress.Loopback;
        }
    }
}
