using System.Formats.Asn1;
using System.Security.Cryptography.X509Certificates;

namespace Realtime.Sip.Identity;

/// <summary>The extension that makes a certificate one for telephone numbers (RFC 8226 §9).</summary>
internal static class TnAuthorizationList
{
    private const string Oid = "1.3.6.1.5.5.7.1.26";
    private const int ServiceProviderCode = 0;

    /// <summary>The service provider code; null when the certificate has none, and so may not sign for calls (RFC 8588, ATIS-1000080).</summary>
    public static string? ServiceProviderOf(X509Certificate2 certificate)
    {
        if (certificate.Extensions.FirstOrDefault(static extension => extension.Oid?.Value == Oid) is not { } extension)
        {
            return null;
        }

        try
        {
            var entries = new AsnReader(extension.RawData, AsnEncodingRules.DER).ReadSequence();
            while (entries.HasData)
            {
                var tag = entries.PeekTag();
                if (tag is { TagClass: TagClass.ContextSpecific, TagValue: ServiceProviderCode })
                {
                    return entries.ReadSequence(tag).ReadCharacterString(UniversalTagNumber.IA5String);
                }

                entries.ReadEncodedValue();
            }

            return null;
        }
        catch (AsnContentException)
        {
            return null;
        }
    }
}
