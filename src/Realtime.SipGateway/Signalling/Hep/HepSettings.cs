namespace Realtime.SipGateway.Signalling.Hep;

/// <summary>Section <c>Hep</c>: a copy of all SIP goes to a collector such as HOMER, without credentials and media keys.</summary>
public sealed class HepSettings
{
    public const string Section = "Hep";

    /// <summary>HOMER's usual port.</summary>
    public const int DefaultPort = 9060;

    /// <summary>HOMER's usual number of a first agent.</summary>
    public const uint DefaultAgentId = 2001;

    /// <summary>Host and port, such as <c>homer.example.com:9060</c>; empty: nothing is captured.</summary>
    public string? Collector { get; set; }

    /// <summary><c>udp</c>, <c>tcp</c> or <c>tls</c>.</summary>
    public string Transport { get; set; } = "udp";

    /// <summary>Tells the collector which of its agents this is.</summary>
    public uint AgentId { get; set; } = DefaultAgentId;

    /// <summary>A name beside the number; the machine's when empty.</summary>
    public string? AgentName { get; set; }

    /// <summary>The collector's password, by reference: <c>env:NAME</c> or <c>file:/path</c>.</summary>
    public string? AuthKey { get; set; }

    /// <summary>PEM file with additional trusted roots; tls only.</summary>
    public string? CertificateAuthorityFile { get; set; }

    /// <summary>Reads <see cref="Collector"/>; an IPv6 address needs brackets.</summary>
    internal static bool TryReadCollector(string text, out string host, out int port)
    {
        var colon = text.LastIndexOf(':');
        var hasPort = colon > text.LastIndexOf(']') && text.IndexOf(':', StringComparison.Ordinal) is var first && (first == colon || text[0] == '[');
        host = (hasPort ? text[..colon] : text).Trim('[', ']');
        port = DefaultPort;
        return Uri.CheckHostName(host) != UriHostNameType.Unknown && (!hasPort || (int.TryParse(text[(colon + 1)..], out port) && port is > 0 and <= 65_535));
    }
}
