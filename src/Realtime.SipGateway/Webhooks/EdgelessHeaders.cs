using System.Buffers;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Numbers;
using Realtime.SipGateway.OpenAi;

namespace Realtime.SipGateway.Webhooks;

/// <summary>
/// Reads the facts of a call that did not pass our SIP edge from the headers that the vendor tells, by the same precedence, privacy and number
/// format as the edge does for a trunk; a test holds one against the other.
/// </summary>
internal sealed class EdgelessHeaders
{
    private const int MaxHeaders = 64;
    private const int MaxValue = 512;
    private const string HeaderPrefix = "header:";

    /// <summary>The vendor's own name in the address, where a number should be.</summary>
    private const string ProjectPrefix = "proj_";

    private static readonly string[] DefaultDialled = ["to", "diversion", "p-called-party-id"];
    private static readonly string[] DefaultCaller = ["p-asserted-identity", "remote-party-id", "from"];

    /// <summary>RFC 3323 §4.1 has <c>anonymous@anonymous.invalid</c>; the others are seen of carriers and PBXs.</summary>
    private static readonly string[] AnonymousUsers = ["anonymous", "restricted", "unavailable", "private", "unknown", "withheld"];

    private static readonly HashSet<string> Secret =
        new(StringComparer.OrdinalIgnoreCase) { "Authorization", "Proxy-Authorization", "WWW-Authenticate", "Proxy-Authenticate" };

    /// <summary>Headers that would tell who a withheld caller is.</summary>
    private static readonly HashSet<string> Identifying = new(StringComparer.OrdinalIgnoreCase)
    {
        "From", "f", "Contact", "m", "P-Asserted-Identity", "P-Preferred-Identity", "Remote-Party-ID", "Identity", "y", "Reply-To", "Call-Info",
    };

    private static readonly Dictionary<string, (string Header, bool Last)> DialledPlaces = new(StringComparer.OrdinalIgnoreCase)
    {
        ["to"] = ("To", false),
        ["diversion"] = ("Diversion", false),
        ["diversion-last"] = ("Diversion", true),
        ["history-info"] = ("History-Info", false),
        ["p-called-party-id"] = ("P-Called-Party-ID", false),
    };

    private static readonly Dictionary<string, string> CallerPlaces = new(StringComparer.OrdinalIgnoreCase)
    {
        ["p-asserted-identity"] = "P-Asserted-Identity",
        ["remote-party-id"] = "Remote-Party-ID",
        ["p-preferred-identity"] = "P-Preferred-Identity",
        ["from"] = "From",
    };

    private static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.!%*+`'~");

    private readonly NumberPlan _numbers;
    private readonly string[] _dialled;
    private readonly string[] _caller;
    private readonly HashSet<string> _callerHeaders;
    private readonly HashSet<string> _withheld;
    private readonly bool _honoursPrivacy;

    public EdgelessHeaders(WebhooksOptions options)
    {
        _numbers = new NumberPlan(options.Numbers);
        _dialled = options.Headers.Dialled.Count > 0 ? [.. options.Headers.Dialled] : DefaultDialled;
        _caller = options.Headers.Caller.Count > 0 ? [.. options.Headers.Caller] : DefaultCaller;
        _callerHeaders = _caller.Select(HeaderOf).OfType<string>().ToHashSet(StringComparer.OrdinalIgnoreCase);
        _withheld = [.. options.Headers.WithheldNumbers.Select(_numbers.Normalise)];
        _honoursPrivacy = options.Headers.HonourPrivacy;
    }

    public static IEnumerable<string> Faults(string key, EdgelessHeaderOptions options)
    {
        foreach (var (name, places, known) in new[] { ("Dialled", options.Dialled, DialledPlaces.Keys.ToArray()), ("Caller", options.Caller, [.. CallerPlaces.Keys]) })
        {
            foreach (var (index, place) in places.Index().Where(one => !known.Contains(one.Item, StringComparer.OrdinalIgnoreCase) && HeaderOf(one.Item) is null))
            {
                yield return $"{key}:{name}:{index} '{place}' is not one of: {string.Join(", ", known)}, {HeaderPrefix}X-Name.";
            }
        }
    }

    public CallFacts Read(IncomingCall incoming)
    {
        var dialled = Dialled(incoming);
        var from = Single(incoming, "From");
        var caller = _caller.Select(place => CallerAt(incoming, place)).FirstOrDefault(address => address is not null) ?? from;
        var (given, user) = (caller?.User ?? "", _numbers.Normalise(caller?.User ?? ""));
        var isWithheld = caller is null || user.Length == 0 || IsAnonymous(caller) || _withheld.Contains(user) || (_honoursPrivacy && AsksForPrivacy(incoming, caller));
        var normalised = _numbers.Normalise(dialled);
        return new CallFacts
        {
            Source = CallSourceKind.Webhook,
            Dialled = normalised,
            DialledAsSent = normalised == dialled ? null : dialled,
            Caller = isWithheld ? "" : user,
            CallerAsSent = isWithheld || user == given ? null : given,
            CallerName = isWithheld ? null : NameOf(caller) ?? NameOf(from),
            SipCallId = Values(incoming, "Call-ID").FirstOrDefault() is { } id ? Cap(id) : null,
            MediaSecurity = incoming.MediaSecurity,
            Headers =
            [
                .. incoming.SipHeaders
                    .Where(header => !Secret.Contains(header.Key) && !(isWithheld && (Identifying.Contains(header.Key) || _callerHeaders.Contains(header.Key))))
                    .Take(MaxHeaders)
                    .Select(static header => new KeyValuePair<string, string>(header.Key, Cap(header.Value))),
            ],
        };
    }

    private string Dialled(IncomingCall incoming)
    {
        foreach (var place in _dialled)
        {
            if (DialledAt(incoming, place) is { Length: > 0 } number && !number.StartsWith(ProjectPrefix, StringComparison.Ordinal))
            {
                return number;
            }
        }

        return "";
    }

    private static string? DialledAt(IncomingCall incoming, string place)
    {
        if (HeaderOf(place) is { } own)
        {
            return Values(incoming, own).FirstOrDefault() is not { } value ? null
                : SipAddress.Parse(value).User is { Length: > 0 } user ? user
                : value.Split(';', 2)[0].Trim();
        }

        var (header, last) = DialledPlaces[place];
        return header == "To" ? Single(incoming, header)?.User
            : last ? All(incoming, header).LastOrDefault()?.User
            : All(incoming, header).FirstOrDefault()?.User;
    }

    private static SipAddress? CallerAt(IncomingCall incoming, string place)
    {
        if (HeaderOf(place) is { } own)
        {
            return Values(incoming, own).FirstOrDefault() is not { } value ? null
                : SipAddress.Parse(value) is { User.Length: > 0 } address ? address
                : SipAddress.Parse($"<tel:{value.Trim()}>");
        }

        var header = CallerPlaces[place];
        var addresses = header == "From" ? [] : All(incoming, header).ToList();
        return header == "From" ? Single(incoming, header)
            : addresses.Find(static address => address.User is ['+', ..] or [>= '0' and <= '9', ..]) ?? addresses.FirstOrDefault();
    }

    /// <summary>The address of a header that stands once (RFC 3261 §7.3.1); of two nobody can tell which one counts.</summary>
    private static SipAddress? Single(IncomingCall incoming, string name) =>
        Values(incoming, name).Take(2).ToList() is [var one] ? SipAddress.Parse(one) : null;

    private static IEnumerable<SipAddress> All(IncomingCall incoming, string name) => Values(incoming, name).SelectMany(SipAddress.ParseAll);

    private static IEnumerable<string> Values(IncomingCall incoming, string name)
    {
        var brief = name switch { "From" => "f", "To" => "t", "Call-ID" => "i", _ => null };
        return incoming.SipHeaders
            .Where(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase) || (brief is not null && header.Key.Equals(brief, StringComparison.OrdinalIgnoreCase)))
            .Select(static header => header.Value);
    }

    private static string? HeaderOf(string place) =>
        place.StartsWith(HeaderPrefix, StringComparison.OrdinalIgnoreCase) && place.Length > HeaderPrefix.Length
            && place.AsSpan(HeaderPrefix.Length).IndexOfAnyExcept(NameCharacters) < 0
            ? place[HeaderPrefix.Length..]
            : null;

    private static string? NameOf(SipAddress? address) =>
        string.IsNullOrWhiteSpace(address?.Name) || address.Privacy is "name" ? null : address.Name;

    private static bool IsAnonymous(SipAddress address) =>
        AnonymousUsers.Contains(address.User, StringComparer.OrdinalIgnoreCase) || address.Host.EndsWith(".invalid", StringComparison.OrdinalIgnoreCase);

    /// <summary>RFC 3323 §4.2 and RFC 3325 §9.3; <c>privacy=full</c> is that of Remote-Party-ID.</summary>
    private static bool AsksForPrivacy(IncomingCall incoming, SipAddress caller) =>
        Values(incoming, "Privacy").SelectMany(static line => line.Split([';', ','], StringSplitOptions.TrimEntries))
            .Any(static wish => wish.Equals("id", StringComparison.OrdinalIgnoreCase) || wish.Equals("user", StringComparison.OrdinalIgnoreCase))
        || caller.Privacy?.ToUpperInvariant() is "FULL" or "URI";

    private static string Cap(string text) => text.Length <= MaxValue ? text : text[..MaxValue];
}
