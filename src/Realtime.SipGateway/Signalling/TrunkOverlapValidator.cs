using Realtime.SipGateway.Rules;

namespace Realtime.SipGateway.Signalling;

/// <summary>
/// Finds trunks that nothing tells apart: the same source, transport and number, and neither digest nor certificate. One of them would never have a
/// call, and which one nobody could see (pain P24 of the field).
/// </summary>
internal static class TrunkOverlapValidator
{
    public static void Validate(SignallingOptions options, List<string> faults)
    {
        var entries = options.Trunks
            .Where(trunk => trunk.Value.Digest is null && trunk.Value.Tls is null)
            .OrderBy(trunk => trunk.Key, StringComparer.Ordinal)
            .SelectMany(trunk => trunk.Value.Sources.Index()
                .Where(source => Networks.TryParse(source.Item, out _))
                .Select(source => (Name: trunk.Key, Trunk: trunk.Value, source.Index, Source: source.Item, Network: Networks.Parse(source.Item))));
        foreach (var shared in entries.GroupBy(entry => entry.Network))
        {
            var before = new List<(string Name, TrunkOptions Trunk)>();
            foreach (var entry in shared)
            {
                var twin = before.Find(other => other.Name != entry.Name && HaveTheSameCalls(other.Trunk, entry.Trunk));
                if (twin.Name is not null)
                {
                    faults.Add(
                        $"{SignallingOptions.TrunksSection}:{entry.Name}:Sources:{entry.Index} '{entry.Source}' is a source of the trunk '{twin.Name}' too, and nothing tells the two apart: "
                        + "give them other Dialled, Transports, Digest or Tls.");
                }

                before.Add((entry.Name, entry.Trunk));
            }
        }
    }

    private static bool HaveTheSameCalls(TrunkOptions one, TrunkOptions other) =>
        (one.Transports.Count == 0 || other.Transports.Count == 0 || one.Transports.Intersect(other.Transports, StringComparer.OrdinalIgnoreCase).Any())
        && ((one.Dialled.Count == 0 && other.Dialled.Count == 0)
            || one.Dialled.Select(NumberPattern.Normalise).Intersect(other.Dialled.Select(NumberPattern.Normalise), StringComparer.Ordinal).Any());
}
