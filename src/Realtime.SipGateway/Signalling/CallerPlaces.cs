using Realtime.Sip.Messages;

namespace Realtime.SipGateway.Signalling;

/// <summary>The places where carriers write who calls, by the names that <see cref="TrunkHeaderOptions.Caller"/> uses.</summary>
internal static class CallerPlaces
{
    private static readonly Dictionary<string, Func<SipRequest, NameAddress?>> Known = new(StringComparer.OrdinalIgnoreCase)
    {
        ["p-asserted-identity"] = static invite => Best(invite, SipHeaderId.PAssertedIdentity),
        ["remote-party-id"] = static invite => DialledPlaces.First(invite, SipHeaderId.RemotePartyId),
        ["p-preferred-identity"] = static invite => Best(invite, SipHeaderId.PPreferredIdentity),
        ["from"] = static invite => invite.From,
    };

    public static IReadOnlyCollection<string> Names => Known.Keys;

    /// <summary>Null when no place has that name.</summary>
    public static Func<SipRequest, NameAddress?>? Find(string place) =>
        Known.GetValueOrDefault(place) ?? (DialledPlaces.HeaderOf(place) is { } name ? invite => Named(invite, name) : null);

    /// <summary>RFC 3325 §9.1 allows a SIP and a tel URI: the one that has a number.</summary>
    private static NameAddress? Best(SipRequest invite, SipHeaderId id) =>
        invite.Headers.TryReadAddresses(id, out var addresses) && addresses.Count > 0
            ? addresses.FirstOrDefault(address => address.Uri.User is ['+', ..] or [>= '0' and <= '9', ..]) ?? addresses[0]
            : null;

    private static NameAddress? Named(SipRequest invite, string header) =>
        !invite.Headers.TryGet(header, out var found) ? null
        : NameAddress.TryParse(found.Value, out var address) ? address
        : NameAddress.TryParse($"<tel:{found.Value.Trim()}>", out var number) ? number
        : null;
}
