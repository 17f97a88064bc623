namespace Realtime.Sip.Transports;

/// <summary>What RFC 3261 says of each <see cref="SipTransportKind"/>.</summary>
public static class SipTransportKinds
{
    private const int ClearPort = 5060;
    private const int TlsPort = 5061;

    /// <summary>The transport token of a Via.</summary>
    public static string Token(this SipTransportKind kind) => kind switch
    {
        SipTransportKind.Udp => "UDP",
        SipTransportKind.Tcp => "TCP",
        _ => "TLS",
    };

    /// <summary>The value of a URI's <c>transport</c> parameter.</summary>
    public static string UriParameter(this SipTransportKind kind) => kind switch
    {
        SipTransportKind.Udp => "udp",
        SipTransportKind.Tcp => "tcp",
        _ => "tls",
    };

    /// <summary>True when the transport loses nothing, so that nothing has to be repeated.</summary>
    public static bool IsReliable(this SipTransportKind kind) => kind != SipTransportKind.Udp;

    /// <summary>The port where a URI or Via names none.</summary>
    public static int DefaultPort(this SipTransportKind kind) => kind == SipTransportKind.Tls ? TlsPort : ClearPort;

    /// <summary>Reads a Via token or a <c>transport</c> parameter.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out SipTransportKind kind)
    {
        foreach (var candidate in (ReadOnlySpan<SipTransportKind>)[SipTransportKind.Udp, SipTransportKind.Tcp, SipTransportKind.Tls])
        {
            if (text.Equals(candidate.Token(), StringComparison.OrdinalIgnoreCase))
            {
                kind = candidate;
                return true;
            }
        }

        kind = default;
        return false;
    }
}
