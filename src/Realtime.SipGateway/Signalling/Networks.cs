using System.Net;
using System.Net.Sockets;

namespace Realtime.SipGateway.Signalling;

/// <summary>Address arithmetic of trunks.</summary>
internal static class Networks
{
    private static readonly IPNetwork[] NotPublic =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16", "224.0.0.0/3",
            "::/128", "::1/128", "fc00::/7", "fe80::/10", "ff00::/8",
        }.Select(text => IPNetwork.Parse(text)),
    ];

    /// <summary>Every address of both families.</summary>
    public static IReadOnlyList<IPNetwork> Anywhere { get; } = [IPNetwork.Parse("0.0.0.0/0"), IPNetwork.Parse("::/0")];

    /// <summary>CIDR or a single address.</summary>
    public static bool TryParse(string text, out IPNetwork network)
    {
        if (IPAddress.TryParse(text, out var address))
        {
            network = new IPNetwork(address, address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128);
            return true;
        }

        return IPNetwork.TryParse(text, out network);
    }

    public static IPNetwork Parse(string text) =>
        TryParse(text, out var network) ? network : throw new FormatException($"'{text}' is not a network.");

    /// <summary>An IPv4 address that arrived on a dual-stack socket, as IPv4.</summary>
    public static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    /// <summary>Loopback, private, shared, link-local, multicast and unspecified addresses: nobody's media comes from there over a carrier.</summary>
    public static bool IsPublic(IPAddress address) => !NotPublic.Any(network => network.Contains(Plain(address)));
}
