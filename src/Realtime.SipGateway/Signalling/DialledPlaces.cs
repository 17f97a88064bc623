using Realtime.Sip.Messages;

namespace Realtime.SipGateway.Signalling;

/// <summary>The places where carriers write the number that was dialled, by the names that <see cref="TrunkHeaderOptions.Dialled"/> uses.</summary>
internal static class DialledPlaces
{
    /// <summary>A header of any name, as address or bare number.</summary>
    public const string HeaderPrefix = "header:";

    private static readonly Dictionary<string, Func<SipRequest, string?>> Known = new(StringComparer.OrdinalIgnoreCase)
    {
        ["request-uri"] = static invite => invite.RequestUri.User,
        ["to"] = static invite => invite.To.Uri.User,
        ["diversion"] = static invite => First(invite, SipHeaderId.Diversion)?.Uri.User,
        ["diversion-last"] = static invite => Last(invite, SipHeaderId.Diversion)?.Uri.User,
        ["history-info"] = static invite => First(invite, SipHeaderId.HistoryInfo)?.Uri.User,
        ["p-called-party-id"] = static invite => First(invite, SipHeaderId.PCalledPartyId)?.Uri.User,
    };

    public static IReadOnlyCollection<string> Names => Known.Keys;

    /// <summary>Null when no place has that name.</summary>
    public static Func<SipRequest, string?>? Find(string place) =>
        Known.GetValueOrDefault(place) ?? (HeaderOf(place) is { } name ? invite => UserOf(invite, name) : null);

    /// <summary>The header that <c>header:NAME</c> names, if it is one.</summary>
    public static string? HeaderOf(string place) =>
        place.StartsWith(HeaderPrefix, StringComparison.OrdinalIgnoreCase) && place.Length > HeaderPrefix.Length
            && place.AsSpan(HeaderPrefix.Length).IndexOfAnyExcept(HeaderCharacters) < 0
            ? place[HeaderPrefix.Length..]
            : null;

    /// <summary>The first address of that kind; none when any of them cannot be read.</summary>
    internal static NameAddress? First(SipRequest invite, SipHeaderId id) =>
        invite.Headers.TryReadAddresses(id, out var addresses) && addresses.Count > 0 ? addresses[0] : null;

    private static System.Buffers.SearchValues<char> HeaderCharacters { get; } =
        System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.!%*+`'~");

    private static NameAddress? Last(SipRequest invite, SipHeaderId id) =>
        invite.Headers.TryReadAddresses(id, out var addresses) && addresses.Count > 0 ? addresses[^1] : null;

    private static string? UserOf(SipRequest invite, string header) =>
        !invite.Headers.TryGet(header, out var found) ? null
        : NameAddress.TryParse(found.Value, out var address) && address.Uri.User is { } user ? user
        : found.Value.Split(';', 2)[0].Trim();
}
