using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Realtime.SipGateway.Rules.Versions;

namespace Realtime.SipGateway.Rules.Lists;

/// <summary>Entries to add to a list and numbers to take out of it, in one step. Applied to a text; counts what it did.</summary>
/// <param name="Name">The list.</param>
/// <param name="Add">Entries; one whose number stands there already is replaced.</param>
/// <param name="Remove">Numbers and prefixes as they are listed; visual separators do not count.</param>
internal sealed record ListEdit(string Name, IReadOnlyList<NumberListEntry> Add, IReadOnlyList<string> Remove)
{
    private static readonly JsonSerializerOptions OneLine = new(PolicyJson.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly JsonSerializerOptions Indented = new(OneLine)
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public int Added { get; private set; }

    public int Replaced { get; private set; }

    public int Removed { get; private set; }

    /// <summary>Puts a whole list, or hours, under a name of a section.</summary>
    public static void Put(JsonTextEditor editor, string section, string name, object value)
    {
        var json = JsonSerializer.Serialize(value, value.GetType(), Indented);
        if (editor.Root.Member(section) is not { Kind: JsonTokenType.StartObject } members)
        {
            editor.Set(editor.Root, section, "{}");
            members = editor.Root.Member(section)!;
        }

        editor.Set(members, name, json);
    }

    /// <summary>False when the text has no such list, or would stay as it is.</summary>
    public bool Apply(JsonTextEditor editor)
    {
        (Added, Replaced, Removed) = (0, 0, 0);
        if (Entries(editor) is not { } entries)
        {
            return false;
        }

        var goes = Remove.Select(NumberListFaults.Key).ToHashSet(StringComparer.Ordinal);
        var indexes = new HashSet<int>();
        foreach (var (index, item) in entries.Items.Index())
        {
            if (goes.Contains(KeyOf(editor, item)))
            {
                indexes.Add(index);
            }
        }

        editor.Remove(entries, indexes);
        Removed = indexes.Count;
        AddTo(editor);
        return Added + Replaced + Removed > 0;
    }

    private void AddTo(JsonTextEditor editor)
    {
        var entries = Entries(editor)!;
        var present = new Dictionary<string, JsonSpan>(StringComparer.Ordinal);
        foreach (var item in entries.Items)
        {
            present[KeyOf(editor, item)] = item;
        }

        var wanted = new Dictionary<string, NumberListEntry>(StringComparer.Ordinal);
        foreach (var entry in Add)
        {
            wanted[NumberListFaults.Key(entry.Number)] = entry;
        }

        var changed = wanted.Where(entry => present.TryGetValue(entry.Key, out var item) && !entry.Value.Equals(EntryOf(editor, item))).ToList();
        var added = wanted.Where(entry => !present.ContainsKey(entry.Key)).Select(entry => JsonSerializer.Serialize(entry.Value, OneLine)).ToList();
        if (changed.Count > 0)
        {
            editor.Replace([.. changed.Select(entry => (present[entry.Key], JsonSerializer.Serialize(entry.Value, OneLine)))]);
        }

        editor.Append(Entries(editor)!, added);
        (Added, Replaced) = (added.Count, changed.Count);
    }

    private JsonSpan? Entries(JsonTextEditor editor) =>
        editor.Root.Member("lists")?.Member(Name)?.Member("entries") is { Kind: JsonTokenType.StartArray } entries ? entries : null;

    private static NumberListEntry? EntryOf(JsonTextEditor editor, JsonSpan item)
    {
        try
        {
            return JsonSerializer.Deserialize<NumberListEntry>(editor.Raw(item).Span, PolicyJson.Options);
        }
        catch (JsonException)
        {
            // Of a draft with faults.
            return null;
        }
    }

    private static string KeyOf(JsonTextEditor editor, JsonSpan item) => EntryOf(editor, item) is { } entry ? NumberListFaults.Key(entry.Number) : "";
}
