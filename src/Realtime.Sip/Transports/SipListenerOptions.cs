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

    /// <summary>For <c>[::]</c>: takes IPv4 too. No other listener of the kind may then have the port on an IPv4 address.</summary>
    public bool DualStack { get; init; }

    /// <summary>For TLS: the certificate with its private key and chain.</summary>
    public SipTlsIdentity? Certificate { get; init; }

    /// <summary>For TLS: whether clients have to say who they are.</summary>
    public SipClientCertificates ClientCertificates { get; init; }

    /// <summary>For TLS: whose client certificates are trusted; null: those of the system's authorities.</summary>
    public SipTrustAnchors? ClientAnchors { get; init; }

    /// <summary>Whether revocation lists for client certificates are fetched; off by default, for a call must not wait for a stranger's web server.</summary>
    public X509RevocationMode ClientRevocation { get; init; } = X509RevocationMode.NoCheck;

    /// <summary>True when the listener takes both families.</summary>
    internal bool TakesBothFamilies => DualStack && Address.Address.Equals(IPAddress.IPv6Any);
}
