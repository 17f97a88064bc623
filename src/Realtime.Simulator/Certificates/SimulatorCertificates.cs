using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Realtime.Simulator.Certificates;

/// <summary>
/// A certificate authority made at start and the server's certificate by it: a wildcard, as the live service has. Private keys stay in
/// the process; only the authority's certificate is written to disk.
/// </summary>
public sealed class SimulatorCertificates : IDisposable
{
    /// <summary>Name in the certificate.</summary>
    public const string HostName = "api.openai.test";

    // Fixed, and long: tests run with clocks of their own.
    private static readonly DateTimeOffset NotBefore = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset NotAfter = new(2049, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private SimulatorCertificates(X509Certificate2 authority, X509Certificate2 server, string pemPath)
    {
        (Authority, Server, AuthorityPemPath) = (authority, server, pemPath);
    }

    /// <summary>The authority, without its private key.</summary>
    public X509Certificate2 Authority { get; }

    /// <summary>The server's certificate with its private key.</summary>
    public X509Certificate2 Server { get; }

    /// <summary>The file with the authority's certificate.</summary>
    public string AuthorityPemPath { get; }

    /// <summary>Makes both and writes <c>ca.pem</c>.</summary>
    /// <param name="folder">Where to; empty makes a temporary folder.</param>
    /// <param name="address">An address that the API certificate holds too.</param>
    public static SimulatorCertificates Create(string folder, IPAddress address)
    {
        using var authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var authority = MakeAuthority(authorityKey);
        using var serverKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var bare = MakeServer(authority, serverKey, address);
        using var server = bare.CopyWithPrivateKey(serverKey);

        var target = folder.Length > 0 ? Directory.CreateDirectory(folder).FullName : Directory.CreateTempSubdirectory("realtime-simulator-").FullName;
        var path = Path.Combine(target, "ca.pem");
        File.WriteAllText(path, authority.ExportCertificatePem());

        // SslStream wants a key that was loaded, not one that was only attached.
        var loaded = X509CertificateLoader.LoadPkcs12(server.Export(X509ContentType.Pkcs12), null);
        return new SimulatorCertificates(X509CertificateLoader.LoadCertificate(authority.RawData), loaded, path);
    }

    public void Dispose()
    {
        Authority.Dispose();
        Server.Dispose();
    }

    private static X509Certificate2 MakeAuthority(ECDsa key)
    {
        // Its own name each time: who trusts several simulators can tell whose certificate is whose.
        var request = new CertificateRequest(
            "CN=Realtime simulator authority " + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4)), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: true, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        return request.CreateSelfSigned(NotBefore, NotAfter);
    }

    private static X509Certificate2 MakeServer(X509Certificate2 authority, ECDsa key, IPAddress address)
    {
        var request = new CertificateRequest("CN=" + HostName, key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("*." + HostName);
        names.AddDnsName(HostName);
        names.AddIpAddress(IPAddress.Loopback);
        if (!address.Equals(IPAddress.Loopback))
        {
            names.AddIpAddress(address);
        }

        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(authority, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], critical: false));
        return request.Create(authority, NotBefore, NotAfter, RandomNumberGenerator.GetBytes(16));
    }
}
