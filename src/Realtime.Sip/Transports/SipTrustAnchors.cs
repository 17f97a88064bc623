using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography.X509Certificates;

namespace Realtime.Sip.Transports;

/// <summary>The authorities that are trusted, and no others. They can be replaced at any time: handshakes from then on use the new ones.</summary>
public sealed class SipTrustAnchors(X509Certificate2Collection certificates)
{
    private volatile X509Certificate2Collection _certificates = certificates;

    public X509Certificate2Collection Certificates => _certificates;

    [return: NotNullIfNotNull(nameof(certificates))]
    public static implicit operator SipTrustAnchors?(X509Certificate2Collection? certificates) => FromX509Certificate2Collection(certificates);

    [return: NotNullIfNotNull(nameof(certificates))]
    public static SipTrustAnchors? FromX509Certificate2Collection(X509Certificate2Collection? certificates) =>
        certificates is null ? null : new SipTrustAnchors(certificates);

    /// <summary>The collection must not change afterwards.</summary>
    public void Replace(X509Certificate2Collection certificates) => _certificates = certificates;

    internal X509ChainPolicy Policy(X509RevocationMode revocation)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = revocation,
            DisableCertificateDownloads = true,
        };
        policy.CustomTrustStore.AddRange(_certificates);
        return policy;
    }
}
