using Realtime.Sip.B2bua;
using Realtime.Sip.Messages;
using Realtime.SipGateway.Calls.Numbers;
using Realtime.SipGateway.Signalling.Digest;
using Realtime.SipGateway.Signalling.Identity;
using Realtime.SipGateway.Signalling.Registrations;

namespace Realtime.SipGateway.Signalling;

/// <summary>Checks one entry of <c>Trunks</c>; every fault has its key, its value and what would be right.</summary>
internal static class TrunkOptionsValidator
{
    /// <summary>Patterns, peers and networks of one trunk: lists that somebody wrote are short, and each call walks them.</summary>
    private const int MaxEntries = 1_000;

    private static readonly string[] Transports = ["udp", "tcp", "tls"];

    public static void Validate(string name, TrunkOptions trunk, List<string> faults)
    {
        var check = new OptionFaults($"{SignallingOptions.TrunksSection}:{name}", faults);
        Addresses(trunk, check);
        Limits(trunk, check);
        Peers(trunk, check);
        Headers(trunk, check);
        foreach (var fault in NumberOptionsValidator.Faults($"{SignallingOptions.TrunksSection}:{name}:Numbers", trunk.Numbers))
        {
            faults.Add(fault);
        }

        check.OneOf("Profile", trunk.Profile, TrunkProfile.Names);
        foreach (var (index, repair) in trunk.Repair.Index())
        {
            check.OneOf($"Repair:{index}", repair, TrunkRepairs.Names);
        }

        TrunkDigestValidator.Validate(trunk, check);
        TrunkRegistrationValidator.Validate(trunk, check);
        TrunkIdentityValidator.Validate(trunk, check);
        check.OneOf("MediaPolicy", trunk.MediaPolicy, [MediaPolicies.RequireSrtp, MediaPolicies.AllowRtp, MediaPolicies.Rtpengine]);
        foreach (var (index, pattern) in trunk.Dialled.Index().Where(entry => !DialledPatterns.IsValid(entry.Item)))
        {
            check.Add($"Dialled:{index}", pattern, "is not a number or the beginning of one: write +15550100 or +1555*.");
        }
    }

    private static void Addresses(TrunkOptions trunk, OptionFaults check)
    {
        if (trunk.Sources.Count == 0 && trunk.Digest is null && trunk.Tls is null && trunk.Registration is null)
        {
            check.Add("Sources is empty: list the carrier's addresses, such as 203.0.113.0/24, or demand proof by Digest or Tls.");
        }

        check.AtMost("Sources", trunk.Sources.Count, MaxEntries);
        check.Networks("Sources", trunk.Sources);
        check.Networks("MediaNetworks", trunk.MediaNetworks);
        foreach (var (index, transport) in trunk.Transports.Index())
        {
            check.OneOf($"Transports:{index}", transport, Transports);
        }
    }

    private static void Limits(TrunkOptions trunk, OptionFaults check)
    {
        check.Range("MaxCalls", trunk.MaxCalls, 1, 100_000);
        check.Range("MaxCallSeconds", trunk.MaxCallSeconds ?? 10, 10, 3_600);
        check.Range("CallsPerSecond", trunk.CallsPerSecond ?? 1, 0.01, 10_000);
        check.Range("Burst", trunk.Burst ?? 1, 1, 100_000);
        if (trunk.Burst is not null && trunk.CallsPerSecond is null)
        {
            check.Add("Burst", trunk.Burst.Value.ToString(System.Globalization.CultureInfo.InvariantCulture), "has no effect without CallsPerSecond.");
        }
    }

    private static void Headers(TrunkOptions trunk, OptionFaults check)
    {
        Places("Headers:Dialled", trunk.Headers.Dialled, DialledPlaces.Names, place => DialledPlaces.Find(place) is not null);
        Places("Headers:Caller", trunk.Headers.Caller, CallerPlaces.Names, place => CallerPlaces.Find(place) is not null);
        Names("HeadersToTarget", trunk.HeadersToTarget);
        Names("HeadersToCaller", trunk.HeadersToCaller);
        Names("RenameToTarget", trunk.RenameToTarget.SelectMany(rename => new[] { rename.Key, rename.Value }));
        Names("RenameToCaller", trunk.RenameToCaller.SelectMany(rename => new[] { rename.Key, rename.Value }));

        void Places(string key, IEnumerable<string> places, IEnumerable<string> names, Func<string, bool> isKnown)
        {
            foreach (var (index, place) in places.Index().Where(entry => !isKnown(entry.Item)))
            {
                check.Add($"{key}:{index}", place, $"is not one of: {string.Join(", ", names)}, header:NAME.");
            }
        }

        void Names(string key, IEnumerable<string> names)
        {
            foreach (var name in names.Where(name => !B2buaHeaderPolicy.MayCross(name)))
            {
                check.Add(key, name, "is not a header that may cross: it belongs to its own leg, or is no header name.");
            }
        }
    }

    private static void Peers(TrunkOptions trunk, OptionFaults check)
    {
        check.AtMost("Peers", trunk.Peers.Count, MaxEntries);
        foreach (var (index, peer) in trunk.Peers.Index())
        {
            if (!SipUri.TryParse(peer.Uri, out var uri) || !uri.IsSip || uri.Host.Length == 0 || uri.HasHeaders)
            {
                check.Add($"Peers:{index}:Uri", peer.Uri, "is not a SIP address: write sip:sbc.example.com:5061;transport=tls.");
            }

            check.Range($"Peers:{index}:Priority", peer.Priority, 0, 65_535);
            check.Range($"Peers:{index}:Weight", peer.Weight, 0, 65_535);
        }
    }
}
