using System.Globalization;
using System.Text.Json;

namespace Realtime.SipGateway.Rules.Versions;

/// <summary>
/// What changes in meaning from one document to another: layout, comments and the order of members do not count; rules, special days and
/// list entries are told apart by name, date and number, so that one more at the top is one change.
/// </summary>
internal static class PolicyDiff
{
    /// <summary>Two documents with more differences have nothing to do with each other.</summary>
    public const int MaxChanges = 1_000;

    /// <summary>Members by which the objects of an array are known.</summary>
    private static readonly string[] Keys = ["name", "number", "date"];

    /// <summary>Arrays whose order counts.</summary>
    private static readonly string[] Ordered = ["rules", "targets", "special_days"];

    /// <summary>The changes in the order of the document; throws <see cref="JsonException"/> for a text that is no JSON.</summary>
    public static IReadOnlyList<PolicyChange> Compare(ReadOnlyMemory<byte> before, ReadOnlyMemory<byte> after)
    {
        using var one = PolicyReader.Parse(before);
        using var other = PolicyReader.Parse(after);
        var changes = new List<PolicyChange>();
        Compare("", one.RootElement, other.RootElement, changes);
        return changes.Count > MaxChanges ? [.. changes.Take(MaxChanges)] : changes;
    }

    private static void Compare(string path, JsonElement before, JsonElement after, List<PolicyChange> changes)
    {
        if (changes.Count > MaxChanges || JsonElement.DeepEquals(before, after))
        {
            return;
        }

        if (before.ValueKind == JsonValueKind.Object && after.ValueKind == JsonValueKind.Object)
        {
            CompareMembers(path, Members(before), Members(after), static (path, name) => path.Length == 0 ? name : $"{path}.{name}", changes);
        }
        else if (before.ValueKind == JsonValueKind.Array && after.ValueKind == JsonValueKind.Array && TryByKey(before) is { } old && TryByKey(after) is { } young)
        {
            CompareMembers(path, old, young, static (path, key) => $"{path}[{key}]", changes);
            if (Ordered.Contains(path[(path.LastIndexOf('.') + 1)..]))
            {
                changes.AddRange(Moved(old, young).Select(key => new PolicyChange($"{path}[{key}]", PolicyChangeKind.Moved)));
            }
        }
        else
        {
            changes.Add(new PolicyChange(path, PolicyChangeKind.Changed, before.Clone(), after.Clone()));
        }
    }

    private static void CompareMembers(
        string path, List<(string Key, JsonElement Value)> before, List<(string Key, JsonElement Value)> after, Func<string, string, string> join,
        List<PolicyChange> changes)
    {
        var young = after.ToDictionary(static member => member.Key, static member => member.Value, StringComparer.Ordinal);
        var old = before.Select(static member => member.Key).ToHashSet(StringComparer.Ordinal);
        foreach (var (key, value) in before)
        {
            if (young.TryGetValue(key, out var now))
            {
                Compare(join(path, key), value, now, changes);
            }
            else
            {
                changes.Add(new PolicyChange(join(path, key), PolicyChangeKind.Removed, value.Clone()));
            }
        }

        changes.AddRange(after.Where(member => !old.Contains(member.Key))
            .Select(member => new PolicyChange(join(path, member.Key), PolicyChangeKind.Added, null, member.Value.Clone())));
    }

    private static List<(string Key, JsonElement Value)> Members(JsonElement value)
    {
        var members = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var member in value.EnumerateObject())
        {
            members[member.Name] = member.Value;
        }

        return [.. members.Select(static member => (member.Key, member.Value))];
    }

    /// <summary>The elements by what they are known by; null when one has nothing, or two have the same.</summary>
    private static List<(string Key, JsonElement Value)>? TryByKey(JsonElement array)
    {
        var elements = new List<(string Key, JsonElement Value)>(array.GetArrayLength());
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var element in array.EnumerateArray())
        {
            if (KeyOf(element) is not { } key || !seen.Add(key))
            {
                return null;
            }

            elements.Add((key, element));
        }

        return elements;
    }

    private static string? KeyOf(JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.String)
        {
            return element.GetString();
        }

        foreach (var name in element.ValueKind == JsonValueKind.Object ? Keys : [])
        {
            if (element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String)
            {
                return value.GetString();
            }
        }

        return element.ValueKind == JsonValueKind.Number ? element.GetDouble().ToString(CultureInfo.InvariantCulture) : null;
    }

    /// <summary>The fewest of what both have that must have moved: all but a longest run that keeps its order.</summary>
    private static IEnumerable<string> Moved(List<(string Key, JsonElement Value)> before, List<(string Key, JsonElement Value)> after)
    {
        var placeBefore = before.Index().ToDictionary(static entry => entry.Item.Key, static entry => entry.Index, StringComparer.Ordinal);
        var common = after.Where(member => placeBefore.ContainsKey(member.Key)).Select(static member => member.Key).ToList();
        var places = common.ConvertAll(key => placeBefore[key]);
        var ends = new List<int>();
        var previous = new int[places.Count];
        for (var index = 0; index < places.Count; index++)
        {
            var (low, high) = (0, ends.Count);
            while (low < high)
            {
                var middle = (low + high) / 2;
                (low, high) = places[ends[middle]] < places[index] ? (middle + 1, high) : (low, middle);
            }

            previous[index] = low > 0 ? ends[low - 1] : -1;
            if (low == ends.Count)
            {
                ends.Add(index);
            }
            else
            {
                ends[low] = index;
            }
        }

        var kept = new HashSet<int>();
        for (var index = ends.Count == 0 ? -1 : ends[^1]; index >= 0; index = previous[index])
        {
            kept.Add(index);
        }

        return common.Where((_, index) => !kept.Contains(index));
    }
}
