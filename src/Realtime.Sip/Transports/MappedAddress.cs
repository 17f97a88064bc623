using System.Net;
using System.Net.Sockets;

namespace Realtime.Sip.Transports;

/// <summary>IPv4 peers of a socket for both families: they are IPv4 to everyone but the socket (RFC 4291 2.5.5.2).</summary>
internal static class MappedAddress
{
    /// <summary>As the peer is known: IPv4 where the socket says <c>::ffff:192.0.2.1</c>.</summary>
    public static IPEndPoint Known(IPEndPoint endPoint) =>
        endPoint.Address.IsIPv4MappedToIPv6 ? new IPEndPoint(endPoint.Address.MapToIPv4(), endPoint.Port) : endPoint;

    /// <summary>As the socket of both families wants it.</summary>
    public static IPEndPoint ForSocket(IPEndPoint endPoint, AddressFamily family) =>
        family == AddressFamily.InterNetworkV6 && endPoint.AddressFamily == AddressFamily.InterNetwork
            ? new IPEndPoint(endPoint.Address.MapToIPv6(), endPoint.Port)
            : endPoint;

    /// <summary>The address as SIP writes it: without the zone of a link-local one, which says nothing to others.</summary>
    public static string TextOf(IPAddress address) =>
        address is { AddressFamily: AddressFamily.InterNetworkV6, ScopeId: not 0 } ? new IPAddress(address.GetAddressBytes()).ToString() : address.ToString();
}
