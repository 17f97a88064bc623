using System.Text.Json.Nodes;
using Realtime.SipGateway.Calls;

namespace Realtime.SipGateway.Rules.Versions;

/// <summary>What the audit log keeps of a publication: both hashes and where the documents differ. The documents themselves are with the versions.</summary>
internal static class PolicyAudit
{
    /// <summary>Places told; of more only how many there are.</summary>
    private const int MaxPlaces = 100;

    private const int MaxPlace = 200;

    public static string Detail(PolicyVersion? before, PolicyVersion after, IReadOnlyList<PolicyChange> changes) => new JsonObject
    {
        ["before"] = before?.Name,
        ["before_sha256"] = before?.Hash,
        ["after_sha256"] = after.Hash,
        ["source"] = after.Source.ToString().ToLowerInvariant(),
        ["changes"] = changes.Count,
        ["places"] = new JsonArray([.. changes.Take(MaxPlaces).Select(static change => JsonValue.Create(Place(change)))]),
    }.ToJsonString();

    private static string Place(PolicyChange change) =>
        $"{change.Kind.ToString().ToLowerInvariant()} {(change.Path.Length <= MaxPlace ? change.Path : change.Path[..MaxPlace] + "…")}";
}
