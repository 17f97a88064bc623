using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace Realtime.Sip.Transports;

/// <summary>One address to listen on.</summary>
public sealed class SipListenerOptions
{
    public required SipTransportKind Kind { get; init; }

    /// <summary>Where to listen; port 0 lets the system choose.</summary>
    public required IPEndPoint Address { get; init; }

    /// <summary>The public name or address for Via, Contact and Record-Route; without it the local address is told.</summary>
    public string? AdvertisedHost { get; init; }

    /// <summary>The public port; without it the bound one is told.</summary>
    public int? AdvertisedPort { get; init; }

    /// <summary>For TLS: the certificate with its private key.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>For TLS: intermediate certificates that clients need to reach their trust anchor.</summary>
    public X509Certificate2Collection? CertificateChain { get; init; }
}
