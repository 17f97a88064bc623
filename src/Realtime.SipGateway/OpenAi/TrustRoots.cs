using System.Diagnostics.CodeAnalysis;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Realtime.SipGateway.OpenAi;

/// <summary>
/// Extra trust roots beside the system's, for one target: names are checked as ever, only the end of the chain may be ours. The same
/// callback serves the REST API, the WebSocket and SIP over TLS.
/// </summary>
public sealed class TrustRoots
{
    private readonly X509Certificate2Collection _roots;

    private TrustRoots(X509Certificate2Collection roots) => _roots = roots;

    public static bool TryLoad(string file, [NotNullWhen(true)] out TrustRoots? roots, [NotNullWhen(false)] out string? fault)
    {
        roots = null;
        fault = null;
        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPemFile(file);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or CryptographicException)
        {
            fault = "cannot be read: " + problem.Message;
            return false;
        }

        if (certificates.Count == 0)
        {
            fault = "holds no certificate; it must be PEM with BEGIN CERTIFICATE";
            return false;
        }

        roots = new TrustRoots(certificates);
        return true;
    }

    /// <summary>For the TLS options of a client.</summary>
    public RemoteCertificateValidationCallback Callback => (_, certificate, chain, errors) => Validate(certificate, chain, errors);

    private bool Validate(X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (errors != SslPolicyErrors.RemoteCertificateChainErrors || certificate is null)
        {
            return errors == SslPolicyErrors.None;
        }

        using var own = new X509Chain();
        own.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        own.ChainPolicy.CustomTrustStore.AddRange(_roots);
        // A private authority publishes no revocation lists.
        own.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        // Intermediates that the peer sent.
        foreach (var element in chain?.ChainElements ?? Enumerable.Empty<X509ChainElement>())
        {
            own.ChainPolicy.ExtraStore.Add(element.Certificate);
        }

        using var leaf = X509CertificateLoader.LoadCertificate(certificate.GetRawCertData());
        return own.Build(leaf);
    }
}
