using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace Realtime.SipGateway.Sideband.Settings;

/// <summary>
/// What a session was asked to be, member by member, to be held against what the service says is in force. The service may leave members out, show a
/// dated name of a model, numbers in another precision and members that nobody asked for: none of that is a difference.
/// </summary>
internal sealed class AskedSettings
{
    private static readonly SearchValues<char> Date = SearchValues.Create("0123456789-");

    /// <summary>A policy's own values are short; what the service shows may be anything.</summary>
    private const int MaxValueLength = 64;

    /// <summary>What is 32-bit at the service is 64-bit here.</summary>
    private const double Precision = 0.0001;

    private const string Instructions = "instructions";
    private const string Model = "model";
    private const string Tools = "tools";

    /// <summary>Members that a later update replaces as a whole.</summary>
    private static readonly string[] Units = ["audio.input.turn_detection", "audio.input.transcription"];

    private readonly Dictionary<string, JsonElement> _members = new(StringComparer.Ordinal);

    /// <param name="sessions">In the order in which they were said, nulls left out: what a later one names it replaces.</param>
    public AskedSettings(params ReadOnlySpan<byte[]?> sessions)
    {
        foreach (var session in sessions)
        {
            if (session is null)
            {
                continue;
            }

            using var document = JsonDocument.Parse(session);
            var added = new List<(string Path, JsonElement Value)>();
            Flatten("", document.RootElement.Clone(), added);
            foreach (var unit in Units.Where(unit => added.Any(one => IsWithin(one.Path, unit))))
            {
                foreach (var old in _members.Keys.Where(path => IsWithin(path, unit)).ToList())
                {
                    _members.Remove(old);
                }
            }

            foreach (var (path, value) in added)
            {
                _members[path] = value;
            }
        }
    }

    /// <summary>What was asked for and is otherwise: the path, and what to tell of it. Texts of the policy are not repeated.</summary>
    /// <param name="effective">The session that the service shows.</param>
    public IReadOnlyList<(string Path, string Told)> Differences(JsonElement effective)
    {
        var differences = new List<(string, string)>();
        foreach (var (path, asked) in _members)
        {
            var has = Find(effective, path);
            if (has.ValueKind != JsonValueKind.Undefined && !IsSame(path, asked, has))
            {
                differences.Add((path, Tell(path, asked, has)));
            }
        }

        return differences;
    }

    /// <summary>True for members that this asks for.</summary>
    public bool Names(string path) => _members.ContainsKey(path) || Units.Any(unit => IsWithin(path, unit) && _members.Keys.Any(key => IsWithin(key, unit)));

    private static void Flatten(string path, JsonElement value, List<(string Path, JsonElement Value)> to)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            to.Add((path, value));
            return;
        }

        foreach (var member in value.EnumerateObject())
        {
            if (path.Length > 0 || member.Name != "type")
            {
                Flatten(path.Length == 0 ? member.Name : $"{path}.{member.Name}", member.Value, to);
            }
        }
    }

    private static bool IsWithin(string path, string unit) =>
        path.StartsWith(unit, StringComparison.Ordinal) && (path.Length == unit.Length || path[unit.Length] == '.');

    /// <summary>Null on the way is an answer too: what would be within it is off.</summary>
    private static JsonElement Find(JsonElement session, string path)
    {
        var found = session;
        foreach (var name in path.Split('.'))
        {
            if (found.ValueKind != JsonValueKind.Object)
            {
                return found.ValueKind == JsonValueKind.Null ? found : default;
            }

            found = found.Member(name);
        }

        return found;
    }

    private static bool IsSame(string path, JsonElement asked, JsonElement has) => (asked.ValueKind, has.ValueKind) switch
    {
        (JsonValueKind.Array, JsonValueKind.Array) when path == Tools => NamesOf(asked).Order().SequenceEqual(NamesOf(has).Order()),
        (JsonValueKind.Number, JsonValueKind.Number) => Math.Abs(asked.GetDouble() - has.GetDouble()) <= Precision * Math.Max(1, Math.Abs(asked.GetDouble())),
        (JsonValueKind.String, JsonValueKind.String) when path == Model => IsModel(asked.GetString()!, has.GetString()!),
        (JsonValueKind.String, JsonValueKind.Object) => asked.GetString() == has.TextOrNull("id"),
        _ => JsonElement.DeepEquals(asked, has),
    };

    /// <summary>A dated name is the same model: <c>gpt-realtime</c>, <c>gpt-realtime-2025-08-28</c>.</summary>
    private static bool IsModel(string asked, string has) => has == asked
        || (has.StartsWith(asked + "-20", StringComparison.Ordinal) && has.AsSpan(asked.Length + 1).IndexOfAnyExcept(Date) < 0);

    private static IEnumerable<string> NamesOf(JsonElement tools) =>
        tools.EnumerateArray().Select(tool => tool.TextOrNull("name") ?? tool.TextOrNull("server_label") ?? "");

    private static string Tell(string path, JsonElement asked, JsonElement has) => path switch
    {
        Instructions => path,
        Tools => $"{path}: asked for {Count(asked)}, has {Count(has)}",
        _ => $"{path}: asked for {Short(asked)}, has {Short(has)}",
    };

    private static string Count(JsonElement tools) =>
        tools.ValueKind == JsonValueKind.Array ? tools.GetArrayLength().ToString(CultureInfo.InvariantCulture) : "none";

    private static string Short(JsonElement value)
    {
        var text = value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
        return text.Length <= MaxValueLength ? text : text[..MaxValueLength];
    }
}
