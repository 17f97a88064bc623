using System.Net;
using System.Net.Sockets;

namespace Realtime.SipGateway.Egress;

/// <summary>Networks that are not the public internet (IANA special-purpose registries), and cloud metadata that hides in public space.</summary>
internal static class SpecialNetworks
{
    private static readonly IPNetwork[] Networks =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
            "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",

            // Azure's platform address: looks public, serves metadata.
            "168.63.129.16/32",
            "::/128", "::1/128", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20", "5f00::/16",
            "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
        }.Select(network => IPNetwork.Parse(network)),
    ];

    private static readonly IPNetwork Nat64 = IPNetwork.Parse("64:ff9b::/96");

    public static bool Contain(IPAddress address) => Networks.Any(network => network.Contains(address));

    /// <summary>The IPv4 address inside an IPv4-mapped or NAT64 one; others as they are, without scope.</summary>
    public static IPAddress Unwrap(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
        {
            return address.MapToIPv4();
        }

        if (address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return address;
        }

        var bytes = address.GetAddressBytes();
        var plain = new IPAddress(bytes);
        return Nat64.Contains(plain) ? new IPAddress(bytes.AsSpan(12)) : plain;
    }
}
