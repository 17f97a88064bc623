using System.Security.Cryptography.X509Certificates;

namespace Realtime.Sip.Transports;

/// <summary>
/// Whom we trust as a TLS client. Names are checked as HTTPS does, with wildcards, on purpose not as RFC 5922: the vendor's
/// certificate is for <c>*.api.openai.com</c>.
/// </summary>
public sealed class SipTlsClientOptions
{
    /// <summary>The only authorities to trust; null trusts the system's.</summary>
    public SipTrustAnchors? TrustAnchors { get; init; }

    /// <summary>Shown to peers that ask for a certificate.</summary>
    public SipTlsIdentity? Identity { get; init; }

    /// <summary>Whether revocation lists are fetched; off by default, for a call must not wait for a stranger's web server.</summary>
    public X509RevocationMode Revocation { get; init; } = X509RevocationMode.NoCheck;
}
