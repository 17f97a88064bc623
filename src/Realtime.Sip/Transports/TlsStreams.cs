using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Realtime.Sip.Transports;

/// <summary>TLS over an open connection, as client and as server.</summary>
internal static class TlsStreams
{
    /// <summary>TLS 1.2 is what RFC 7525 allows at least; older versions are refused whatever the system permits.</summary>
    private const SslProtocols Versions = SslProtocols.Tls12 | SslProtocols.Tls13;

    public static SslServerAuthenticationOptions ServerOptions(SipListenerOptions listener)
    {
        var certificate = listener.Certificate
            ?? throw new ArgumentException($"The TLS listener on {listener.Address} has no certificate.", nameof(listener));
        if (!certificate.HasPrivateKey)
        {
            throw new ArgumentException($"The certificate of the TLS listener on {listener.Address} has no private key.", nameof(listener));
        }

        return new SslServerAuthenticationOptions
        {
            EnabledSslProtocols = Versions,
            ServerCertificateContext = SslStreamCertificateContext.Create(certificate, listener.CertificateChain, offline: true),
        };
    }

    /// <summary>Checks that the peer's certificate is trusted and for <paramref name="host"/>; says which of the two it is not.</summary>
    public static async Task<SipTransportFailure> AuthenticateAsClientAsync(
        SslStream stream, string host, SipTlsClientOptions options, CancellationToken cancellationToken)
    {
        var errors = SslPolicyErrors.None;
        var authentication = new SslClientAuthenticationOptions
        {
            TargetHost = host,
            EnabledSslProtocols = Versions,
            CertificateRevocationCheckMode = options.Revocation,
            CertificateChainPolicy = options.TrustAnchors is null ? null : TrustOnly(options.TrustAnchors, options.Revocation),
            ClientCertificates = options.ClientCertificate is null ? null : [options.ClientCertificate],
            RemoteCertificateValidationCallback = (_, _, _, found) => (errors = found) == SslPolicyErrors.None,
        };
        try
        {
            await stream.AuthenticateAsClientAsync(authentication, cancellationToken);
            return SipTransportFailure.None;
        }
        catch (AuthenticationException) when (errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors))
        {
            return SipTransportFailure.TlsUntrusted;
        }
        catch (AuthenticationException) when (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
        {
            return SipTransportFailure.TlsNameMismatch;
        }
    }

    private static X509ChainPolicy TrustOnly(X509Certificate2Collection anchors, X509RevocationMode revocation)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = revocation,
            DisableCertificateDownloads = true,
        };
        policy.CustomTrustStore.AddRange(anchors);
        return policy;
    }
}
