namespace Realtime.SipGateway.Signalling;

/// <summary>One address where trunks reach us: an entry of <c>Sip:Listeners</c>.</summary>
public sealed class ListenerOptions
{
    /// <summary>udp, tcp or tls.</summary>
    public string Transport { get; set; } = "udp";

    /// <summary>Local address and port, such as <c>0.0.0.0:5060</c> or <c>[::]:5061</c>; port 0 takes a free one.</summary>
    public string Address { get; set; } = "";

    /// <summary>Host that peers are told in Via and Contact: the public name or address behind a 1:1 NAT. The local address when empty.</summary>
    public string? AdvertisedHost { get; set; }

    /// <summary>Port that peers are told; the local one when empty.</summary>
    public int? AdvertisedPort { get; set; }

    /// <summary>PEM file with certificate and chain; tls only.</summary>
    public string? CertificateFile { get; set; }

    /// <summary>PEM file with the private key; tls only.</summary>
    public string? CertificateKeyFile { get; set; }

    /// <summary>Mutual TLS: <c>none</c>, <c>request</c> (a peer without a trusted certificate is served without a name) or <c>require</c>; tls only.</summary>
    public string ClientCertificates { get; set; } = "none";

    /// <summary>PEM file with the authorities whose client certificates are trusted; the system's when empty.</summary>
    public string? ClientAuthorityFile { get; set; }
}
