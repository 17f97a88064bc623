namespace Realtime.Sip.Sdp;

/// <summary>A <c>c=</c> line (RFC 8866 §5.7); the address without the TTL and count of multicast.</summary>
public sealed record SdpConnection(string NetworkType, string AddressType, string Address)
{
    internal static SdpConnection? Parse(string value)
    {
        var words = value.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length != 3)
        {
            return null;
        }

        var slash = words[2].IndexOf('/', StringComparison.Ordinal);
        return new SdpConnection(words[0], words[1], slash < 0 ? words[2] : words[2][..slash]);
    }
}
