using Realtime.Sip.Messages;

namespace Realtime.SipGateway.Signalling.Registrations;

/// <summary>Checks <c>Registration</c> of a trunk.</summary>
internal static class TrunkRegistrationValidator
{
    private const int LeastSeconds = 30;
    private const int MostSeconds = 86_400;

    public static void Validate(TrunkOptions trunk, OptionFaults check)
    {
        if (trunk.Registration is not { } registration)
        {
            return;
        }

        if (trunk.Credentials is null)
        {
            check.Add("Registration has nobody to register: give Credentials with Username and Password.");
        }

        Address("Registration:Registrar", registration.Registrar, "sip:sip.example.com;transport=tls", check);
        Optional("Registration:AddressOfRecord", registration.AddressOfRecord, "sip:user@example.com", check);
        Optional("Registration:OutboundProxy", registration.OutboundProxy, "sip:edge.example.com:5061;transport=tls", check);
        check.Range("Registration:ExpiresSeconds", registration.ExpiresSeconds, LeastSeconds, MostSeconds);
    }

    private static void Optional(string key, string? text, string right, OptionFaults check)
    {
        if (text is not null)
        {
            Address(key, text, right, check);
        }
    }

    private static void Address(string key, string text, string right, OptionFaults check)
    {
        if (!SipUri.TryParse(text, out var uri) || !uri.IsSip || uri.Host.Length == 0 || uri.HasHeaders)
        {
            check.Add(key, text, $"is not a SIP address: write {right}.");
        }
    }
}
