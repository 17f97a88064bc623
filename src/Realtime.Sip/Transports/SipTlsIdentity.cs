using System.Diagnostics.CodeAnalysis;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Realtime.Sip.Transports;

/// <summary>
/// Who we are in TLS: a certificate with its private key and the intermediates that peers need. It can be replaced at any time:
/// handshakes from then on show the new one, open connections go on.
/// </summary>
public sealed class SipTlsIdentity
{
    private volatile SslStreamCertificateContext _context;

    /// <exception cref="ArgumentException">The certificate has no private key.</exception>
    public SipTlsIdentity(X509Certificate2 certificate, X509Certificate2Collection? chain = null) => _context = ContextOf(certificate, chain);

    public X509Certificate2 Certificate => _context.TargetCertificate;

    internal SslStreamCertificateContext Context => _context;

    [return: NotNullIfNotNull(nameof(certificate))]
    public static implicit operator SipTlsIdentity?(X509Certificate2? certificate) => FromX509Certificate2(certificate);

    [return: NotNullIfNotNull(nameof(certificate))]
    public static SipTlsIdentity? FromX509Certificate2(X509Certificate2? certificate) => certificate is null ? null : new SipTlsIdentity(certificate);

    /// <exception cref="ArgumentException">The certificate has no private key; the old one stays.</exception>
    public void Replace(X509Certificate2 certificate, X509Certificate2Collection? chain = null) => _context = ContextOf(certificate, chain);

    private static SslStreamCertificateContext ContextOf(X509Certificate2 certificate, X509Certificate2Collection? chain)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        return certificate.HasPrivateKey
            ? SslStreamCertificateContext.Create(certificate, chain, offline: true)
            : throw new ArgumentException($"The certificate of {certificate.Subject} has no private key.", nameof(certificate));
    }
}
