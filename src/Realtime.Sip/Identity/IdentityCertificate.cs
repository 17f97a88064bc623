using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Realtime.Sip.Identity;

/// <summary>A signer's certificate, its chain checked once against the trust anchors.</summary>
public sealed class IdentityCertificate
{
    /// <summary>A leaf, and as many intermediates as anybody has.</summary>
    private const int MaxCertificates = 6;

    private const string P256 = "1.2.840.10045.3.1.7";

    private readonly X509Certificate2 _leaf;

    private IdentityCertificate(X509Certificate2 leaf, bool isTrusted)
    {
        _leaf = leaf;
        ServiceProvider = TnAuthorizationList.ServiceProviderOf(leaf);
        IsTrusted = isTrusted && ServiceProvider is not null;
    }

    /// <summary>The chain ends at an anchor, and the signer has authority over telephone numbers.</summary>
    public bool IsTrusted { get; }

    public string? ServiceProvider { get; }

    public DateTimeOffset NotAfter => _leaf.NotAfter;

    /// <summary>Reads what was fetched: PEM, the leaf first (ATIS-1000080), or one certificate in DER.</summary>
    /// <returns>Null when it is no certificate.</returns>
    public static IdentityCertificate? Read(ReadOnlySpan<byte> fetched, X509Certificate2Collection anchors, DateTimeOffset now)
    {
        var certificates = new X509Certificate2Collection();
        try
        {
            if (fetched.IndexOf("-----BEGIN"u8) >= 0)
            {
                certificates.ImportFromPem(Encoding.ASCII.GetString(fetched));
            }
            else
            {
                certificates.Add(X509CertificateLoader.LoadCertificate(fetched));
            }
        }
        catch (CryptographicException)
        {
            return null;
        }

        return certificates.Count is 0 or > MaxCertificates ? null : new IdentityCertificate(certificates[0], IsChained(certificates, anchors, now));
    }

    /// <summary>It is valid now.</summary>
    public bool IsValidAt(DateTimeOffset now) => now >= _leaf.NotBefore && now <= _leaf.NotAfter;

    /// <summary>ES256 (RFC 7518 §3.4): the curve P-256, r and s side by side.</summary>
    internal bool Verifies(ReadOnlySpan<byte> text, ReadOnlySpan<byte> signature)
    {
        using var key = _leaf.GetECDsaPublicKey();
        return key is not null
            && key.ExportParameters(includePrivateParameters: false).Curve.Oid.Value == P256
            && key.VerifyData(text, signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }

    /// <summary>Nothing is fetched for it: neither issuers nor revocation lists.</summary>
    private static bool IsChained(X509Certificate2Collection certificates, X509Certificate2Collection anchors, DateTimeOffset now)
    {
        using var chain = new X509Chain();
        var policy = chain.ChainPolicy;
        policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        policy.CustomTrustStore.AddRange(anchors);
        policy.ExtraStore.AddRange(certificates);
        policy.DisableCertificateDownloads = true;
        policy.RevocationMode = X509RevocationMode.NoCheck;
        policy.VerificationTime = now.UtcDateTime;
        policy.VerificationTimeIgnored = false;
        return anchors.Count > 0 && chain.Build(certificates[0]);
    }
}
