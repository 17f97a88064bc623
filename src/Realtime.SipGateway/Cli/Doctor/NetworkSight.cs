using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace Realtime.SipGateway.Cli.Doctor;

/// <summary>What an address is good for.</summary>
internal static class NetworkSight
{
    private static readonly IPNetwork[] Private =
    [
        IPNetwork.Parse("10.0.0.0/8"), IPNetwork.Parse("172.16.0.0/12"), IPNetwork.Parse("192.168.0.0/16"), IPNetwork.Parse("100.64.0.0/10"),
        IPNetwork.Parse("169.254.0.0/16"), IPNetwork.Parse("fc00::/7"), IPNetwork.Parse("fe80::/10"),
    ];

    /// <summary>Peers on the internet can send to it.</summary>
    public static bool IsPublic(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return !IPAddress.IsLoopback(plain) && !plain.Equals(IPAddress.Any) && !plain.Equals(IPAddress.IPv6Any)
            && !Array.Exists(Private, network => network.Contains(plain));
    }

    public static bool IsAny(IPAddress address) => address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);

    /// <summary>The addresses of this machine that are not loopback.</summary>
    public static IReadOnlyList<IPAddress> Own(AddressFamily family) =>
    [
        .. NetworkInterface.GetAllNetworkInterfaces().Where(static one => one.OperationalStatus == OperationalStatus.Up)
            .SelectMany(static one => one.GetIPProperties().UnicastAddresses).Select(static one => one.Address)
            .Where(address => address.AddressFamily == family && !IPAddress.IsLoopback(address)),
    ];
}
