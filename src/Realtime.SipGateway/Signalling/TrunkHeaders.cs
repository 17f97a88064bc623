using Realtime.Sip.Messages;
using Realtime.SipGateway.Calls.Numbers;

namespace Realtime.SipGateway.Signalling;

/// <summary>Reads out of an INVITE who calls whom, where the trunk's carrier writes it (pain P13 of the field).</summary>
internal sealed class TrunkHeaders
{
    /// <summary>RFC 3323 §4.1 has <c>anonymous@anonymous.invalid</c>; the others are seen of carriers and PBXs.</summary>
    private static readonly string[] AnonymousUsers = ["anonymous", "restricted", "unavailable", "private", "unknown", "withheld"];

    private readonly NumberPlan _numbers;
    private readonly Func<SipRequest, NameAddress?>[] _caller;
    private readonly Func<SipRequest, string?>[] _dialled;
    private readonly HashSet<string> _withheld;
    private readonly bool _honoursPrivacy;

    public TrunkHeaders(TrunkOptions options)
    {
        var profile = TrunkProfile.Of(options.Profile);
        _numbers = new NumberPlan(options.Numbers, profile.Format);
        _dialled = [.. Either(options.Headers.Dialled, profile.Dialled).Select(place => DialledPlaces.Find(place)!)];
        var callers = Either(options.Headers.Caller, profile.Caller);
        _caller = [.. callers.Select(place => CallerPlaces.Find(place)!)];
        CallerHeaders = callers.Select(DialledPlaces.HeaderOf).OfType<string>().ToHashSet(StringComparer.OrdinalIgnoreCase);
        _withheld = [.. profile.Withheld.Concat(options.Headers.WithheldNumbers).Select(_numbers.Normalise)];
        _honoursPrivacy = options.Headers.HonourPrivacy;
    }

    /// <summary>The site's own headers that tell who calls.</summary>
    public IReadOnlySet<string> CallerHeaders { get; }

    /// <summary>A number as the carrier writes it, in the form of the rules.</summary>
    public string Normalise(string number) => _numbers.Normalise(number);

    /// <summary>The dialled number in the form of the rules; empty when there is none.</summary>
    public string Dialled(SipRequest invite) => _numbers.Normalise(DialledAsSent(invite));

    public CallParties Read(SipRequest invite)
    {
        var dialled = DialledAsSent(invite);
        var caller = _caller.Select(place => place(invite)).FirstOrDefault(address => address is not null) ?? invite.From;
        var (given, user) = (caller.Uri.User ?? "", _numbers.Normalise(caller.Uri.User ?? ""));
        var isWithheld = user.Length == 0 || IsAnonymous(caller.Uri) || _withheld.Contains(user) || (_honoursPrivacy && AsksForPrivacy(invite, caller));
        var parties = new CallParties(_numbers.Normalise(dialled), isWithheld ? "" : user, isWithheld ? null : NameOf(caller) ?? NameOf(invite.From), isWithheld);
        return parties with
        {
            DialledAsSent = parties.Dialled == dialled ? null : dialled,
            CallerAsSent = isWithheld || user == given ? null : given,
        };
    }

    private string DialledAsSent(SipRequest invite)
    {
        foreach (var place in _dialled)
        {
            if (place(invite) is { Length: > 0 } number)
            {
                return number;
            }
        }

        return "";
    }

    private static IEnumerable<string> Either(IList<string> set, IReadOnlyList<string> known) => set.Count > 0 ? set : known;

    private static string? NameOf(NameAddress address) =>
        string.IsNullOrWhiteSpace(address.DisplayName) || address.Parameters["privacy"] is "name" ? null : address.DisplayName;

    private static bool IsAnonymous(SipUri uri) =>
        AnonymousUsers.Contains(uri.User, StringComparer.OrdinalIgnoreCase) || uri.Host.EndsWith(".invalid", StringComparison.OrdinalIgnoreCase);

    /// <summary>RFC 3323 §4.2 and RFC 3325 §9.3; <c>privacy=full</c> is that of Remote-Party-ID.</summary>
    private static bool AsksForPrivacy(SipRequest invite, NameAddress caller)
    {
        foreach (var line in invite.Headers.EnumerateValues(SipHeaderId.Privacy).ToStrings())
        {
            foreach (var wish in line.Split(';', ',', StringSplitOptions.TrimEntries))
            {
                if (wish.Equals("id", StringComparison.OrdinalIgnoreCase) || wish.Equals("user", StringComparison.OrdinalIgnoreCase))
                {
                    return true;
                }
            }
        }

        return caller.Parameters["privacy"]?.ToUpperInvariant() is "FULL" or "URI";
    }
}
