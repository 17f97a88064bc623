using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Realtime.Sip.Transports;

/// <summary>TLS over an open connection, as client and as server.</summary>
internal static class TlsStreams
{
    /// <summary>TLS 1.2 is what RFC 7525 allows at least; older versions are refused whatever the system permits.</summary>
    private const SslProtocols Versions = SslProtocols.Tls12 | SslProtocols.Tls13;

    /// <exception cref="ArgumentException">A TLS listener without a certificate.</exception>
    public static void Check(SipListenerOptions listener)
    {
        if (listener.Kind == SipTransportKind.Tls && listener.Certificate is null)
        {
            throw new ArgumentException($"The TLS listener on {listener.Address} has no certificate.", nameof(listener));
        }
    }

    /// <summary>Gives the names of the client's certificate where one was asked for and is trusted.</summary>
    /// <exception cref="AuthenticationException">The handshake failed, or a required certificate is missing or not trusted.</exception>
    public static async Task<IReadOnlyList<string>> AuthenticateAsServerAsync(SslStream stream, SipListenerOptions listener, CancellationToken cancellationToken)
    {
        var isTrusted = false;
        var asks = listener.ClientCertificates != SipClientCertificates.None;
        var options = new SslServerAuthenticationOptions
        {
            EnabledSslProtocols = Versions,
            ServerCertificateContext = listener.Certificate!.Context,
            ClientCertificateRequired = asks,

            // A resumed session would bring back a certificate that the anchors of today do not trust.
            AllowTlsResume = !asks,
        };
        if (asks)
        {
            options.RemoteCertificateValidationCallback = (_, certificate, chain, _) =>
            {
                isTrusted = certificate is X509Certificate2 shown && PeerCertificate.IsTrusted(shown, chain, listener.ClientAnchors, listener.ClientRevocation);
                return isTrusted || listener.ClientCertificates == SipClientCertificates.Request;
            };
        }

        await stream.AuthenticateAsServerAsync(options, cancellationToken);
        return isTrusted && stream.RemoteCertificate is X509Certificate2 trusted ? PeerCertificate.NamesOf(trusted) : [];
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
            CertificateChainPolicy = options.TrustAnchors?.Policy(options.Revocation),
            ClientCertificateContext = options.Identity?.Context,
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
}
