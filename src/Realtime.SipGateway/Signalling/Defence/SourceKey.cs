using System.Net;
using System.Net.Sockets;

namespace Realtime.SipGateway.Signalling.Defence;

/// <summary>What counts as one source: an IPv4 address, or the /64 of an IPv6 address, which is what one host is given.</summary>
internal readonly record struct SourceKey(UInt128 Prefix, bool IsV6)
{
    private const int HostBits = 64;

    public static SourceKey Of(IPAddress address)
    {
        var plain = Networks.Plain(address);
        Span<byte> bytes = stackalloc byte[16];
        plain.TryWriteBytes(bytes, out var length);
        var isV6 = plain.AddressFamily == AddressFamily.InterNetworkV6;
        var number = UInt128.Zero;
        foreach (var part in bytes[..length])
        {
            number = (number << 8) | part;
        }

        return new SourceKey(isV6 ? number >> HostBits << HostBits : number, isV6);
    }

    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[IsV6 ? 16 : 4];
        var rest = Prefix;
        for (var at = bytes.Length - 1; at >= 0; at--)
        {
            bytes[at] = (byte)rest;
            rest >>= 8;
        }

        return IsV6 ? $"{new IPAddress(bytes)}/64" : new IPAddress(bytes).ToString();
    }
}
