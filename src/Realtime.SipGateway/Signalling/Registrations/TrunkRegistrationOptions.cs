using Realtime.Sip.Registrations;

namespace Realtime.SipGateway.Signalling.Registrations;

/// <summary>Our registration with the carrier, which then sends its calls to where we registered from.</summary>
public sealed class TrunkRegistrationOptions
{
    /// <summary>The registrar: <c>sip:sip.example.com;transport=tls</c>.</summary>
    public string Registrar { get; set; } = "";

    /// <summary>The address that calls are for: <c>sip:user@example.com</c>. Null: the user of <c>Credentials</c> at the registrar's host.</summary>
    public string? AddressOfRecord { get; set; }

    /// <summary>The user of our Contact, for carriers that put it into the Request-URI of calls. Null: that of the address of record.</summary>
    public string? ContactUser { get; set; }

    /// <summary>Sent there instead of where <see cref="Registrar"/> leads: <c>sip:edge.example.com:5061;transport=tls</c>.</summary>
    public string? OutboundProxy { get; set; }

    /// <summary>The interval to ask for, 30 to 86,400; the registrar has the last word.</summary>
    public int ExpiresSeconds { get; set; } = RegistrationOptions.DefaultSeconds;
}
