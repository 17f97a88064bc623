using Realtime.Sip.Authentication;
using Realtime.Sip.Messages;

namespace Realtime.Sip.Registrations;

/// <summary>Where and as whom to register.</summary>
public sealed record RegistrationOptions
{
    /// <summary>What is asked for unless configured: an hour, as RFC 3261 §10.2.1.1 proposes; behind a NAT the registrar asks for less itself.</summary>
    public const int DefaultSeconds = 3_600;

    /// <summary>The registrar: the Request-URI. It has no user.</summary>
    public required SipUri Registrar { get; init; }

    /// <summary>The address that calls are to be sent for: To and From.</summary>
    public required SipUri AddressOfRecord { get; init; }

    public required SipCredentials Credentials { get; init; }

    /// <summary>The user of our Contact, which calls will have in their Request-URI; null: that of the address of record.</summary>
    public string? ContactUser { get; init; }

    /// <summary>Sent there instead of where the registrar's URI leads.</summary>
    public SipUri? OutboundProxy { get; init; }

    /// <summary>The interval to ask for, in seconds.</summary>
    public int Seconds { get; init; } = DefaultSeconds;
}
