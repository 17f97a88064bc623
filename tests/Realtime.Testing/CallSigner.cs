using System.Buffers.Text;
using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Realtime.Testing;

/// <summary>A carrier that signs calls (RFC 8225, RFC 8588), with an authority that certified it.</summary>
public sealed class CallSigner : IDisposable
{
    public const string ServiceProvider = "709J";

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly X509Certificate2 _root;
    private readonly X509Certificate2 _leaf;

    /// <param name="now">The certificates are valid from a day before to a month after.</param>
    /// <param name="hasAuthority">The leaf has the extension that lets it sign for telephone numbers.</param>
    public CallSigner(DateTimeOffset now, bool hasAuthority = true)
    {
        using var rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var root = new CertificateRequest("CN=Test STI-CA", rootKey, HashAlgorithmName.SHA256);
        root.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        root.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, critical: true));
        using var signing = root.CreateSelfSigned(now.AddDays(-2), now.AddDays(60));
        _root = X509CertificateLoader.LoadCertificate(signing.RawData);
        var request = new CertificateRequest(new X500DistinguishedName($"CN=SHAKEN {ServiceProvider}"), new PublicKey(_key), HashAlgorithmName.SHA256);
        if (hasAuthority)
        {
            request.CertificateExtensions.Add(new X509Extension("1.3.6.1.5.5.7.1.26", AuthorityList(), critical: false));
        }

        _leaf = request.Create(signing, now.AddDays(-1), now.AddDays(30), [1, 2, 3, 4]);
    }

    /// <summary>What a verifier trusts.</summary>
    public X509Certificate2Collection Anchors => [X509CertificateLoader.LoadCertificate(_root.RawData)];

    public string AnchorsPem => _root.ExportCertificatePem();

    /// <summary>What lies at the x5u address.</summary>
    public string Pem => _leaf.ExportCertificatePem() + "\n" + _root.ExportCertificatePem();

    /// <summary>The value of an Identity header.</summary>
    public string Identity(string from, string to, DateTimeOffset at, string address, string attestation = "A", string? kind = "shaken")
    {
        var ppt = kind is null ? "" : $"\"ppt\":\"{kind}\",";
        var claims = kind is null ? "" : $"\"attest\":\"{attestation}\",";
        var origin = kind is null ? "" : ",\"origid\":\"123e4567-e89b-12d3-a456-426655440000\"";
        var text = Encode($"{{\"alg\":\"ES256\",{ppt}\"typ\":\"passport\",\"x5u\":\"{address}\"}}") + "."
            + Encode($"{{{claims}\"dest\":{{\"tn\":[\"{to}\"]}},\"iat\":{at.ToUnixTimeSeconds()},\"orig\":{{\"tn\":\"{from}\"}}{origin}}}");
        var signature = _key.SignData(Encoding.ASCII.GetBytes(text), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        return $"{text}.{Base64Url.EncodeToString(signature)};info=<{address}>;alg=ES256" + (kind is null ? "" : $";ppt=\"{kind}\"");
    }

    public void Dispose()
    {
        _key.Dispose();
        _root.Dispose();
        _leaf.Dispose();
    }

    private static string Encode(string json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));

    /// <summary>TNAuthorizationList with one service provider code (RFC 8226 §9, explicit tags).</summary>
    private static byte[] AuthorityList()
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0)))
        {
            writer.WriteCharacterString(UniversalTagNumber.IA5String, ServiceProvider);
        }

        return writer.Encode();
    }
}
