using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Realtime.SipGateway.Tests.Signalling.Transport;

/// <summary>A folder with self-signed certificates in PEM files.</summary>
internal sealed class PemFolder : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("pem-").FullName;

    public string Certificate => Path("certificate.pem");

    public string Key => Path("key.pem");

    public string Path(string name) => System.IO.Path.Combine(_folder, name);

    public void Write(string name, DateTimeOffset? ends = null, string? certificateFile = null, string? keyFile = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=" + name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        var end = ends ?? DateTimeOffset.Parse("2030-01-01T00:00:00Z", System.Globalization.CultureInfo.InvariantCulture);
        using var certificate = request.CreateSelfSigned(end.AddYears(-10), end);
        File.WriteAllText(certificateFile ?? Certificate, certificate.ExportCertificatePem());
        File.WriteAllText(keyFile ?? Key, key.ExportPkcs8PrivateKeyPem());
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
