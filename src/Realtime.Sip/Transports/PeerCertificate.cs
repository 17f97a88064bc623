using System.Formats.Asn1;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Realtime.Sip.Messages;

namespace Realtime.Sip.Transports;

/// <summary>The certificate of a peer that dialled us: whether it is trusted, and for whom it is.</summary>
internal static class PeerCertificate
{
    private const string AlternativeNames = "2.5.29.17";

    /// <summary>Names read of one certificate: hosting providers put some hundred into one.</summary>
    private const int MaxNames = 256;

    private static readonly Asn1Tag DnsName = new(TagClass.ContextSpecific, 2);
    private static readonly Asn1Tag UniformResource = new(TagClass.ContextSpecific, 6);
    private static readonly Asn1Tag Address = new(TagClass.ContextSpecific, 7);

    /// <summary>
    /// True when the chain ends at one of the anchors and nothing is out of date. The purposes that a certificate names are left aside:
    /// public authorities issue none for clients any more, so that carriers show their server's.
    /// </summary>
    public static bool IsTrusted(X509Certificate2 certificate, X509Chain? given, SipTrustAnchors? anchors, X509RevocationMode revocation)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy = anchors is null
            ? new X509ChainPolicy { RevocationMode = revocation, DisableCertificateDownloads = true }
            : anchors.Policy(revocation);
        if (given is not null)
        {
            chain.ChainPolicy.ExtraStore.AddRange(given.ChainPolicy.ExtraStore);
        }

        return chain.Build(certificate);
    }

    /// <summary>
    /// Hosts of SIP URIs, DNS names and addresses that it is for, in lower case (RFC 5922 §7.1); the common name only where it names
    /// nothing else.
    /// </summary>
    public static IReadOnlyList<string> NamesOf(X509Certificate2 certificate)
    {
        var names = new List<string>();
        foreach (var extension in certificate.Extensions.Where(extension => extension.Oid?.Value == AlternativeNames))
        {
            try
            {
                ReadNames(new AsnReader(extension.RawData, AsnEncodingRules.DER).ReadSequence(), names);
            }
            catch (AsnContentException)
            {
                // A name that cannot be read is no name.
            }
        }

        if (names.Count == 0 && certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false) is { Length: > 0 } common)
        {
            names.Add(common.ToLowerInvariant());
        }

        return names;
    }

    private static void ReadNames(AsnReader reader, List<string> names)
    {
        while (reader.HasData && names.Count < MaxNames)
        {
            var tag = reader.PeekTag();
            if (tag.HasSameClassAndValue(DnsName))
            {
                names.Add(reader.ReadCharacterString(UniversalTagNumber.IA5String, DnsName).ToLowerInvariant());
            }
            else if (tag.HasSameClassAndValue(UniformResource))
            {
                var text = reader.ReadCharacterString(UniversalTagNumber.IA5String, UniformResource);
                if (SipUri.TryParse(text, out var uri) && uri.IsSip && uri.User is null)
                {
                    names.Add(uri.Host.ToLowerInvariant());
                }
            }
            else if (tag.HasSameClassAndValue(Address) && reader.ReadOctetString(Address) is { Length: 4 or 16 } bytes)
            {
                names.Add(new IPAddress(bytes).ToString());
            }
            else if (!tag.HasSameClassAndValue(Address))
            {
                reader.ReadEncodedValue();
            }
        }
    }
}
