using System.Text.Json;

namespace Realtime.SipGateway.Rules.Versions;

/// <summary>Where a value stands in a JSON text with comments, and what is in it.</summary>
/// <param name="Start">Its first byte.</param>
/// <param name="End">Behind its last byte.</param>
/// <param name="Kind">What it is.</param>
internal sealed record JsonSpan(int Start, int End, JsonTokenType Kind)
{
    private static readonly JsonReaderOptions Lenient = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    /// <summary>Members of an object, with where their names start.</summary>
    public IReadOnlyList<(string Name, int Start, JsonSpan Value)> Members { get; private init; } = [];

    /// <summary>Elements of an array.</summary>
    public IReadOnlyList<JsonSpan> Items { get; private init; } = [];

    public JsonSpan? Member(string name) => Members.LastOrDefault(member => member.Name == name).Value;

    /// <summary>Reads a text; throws <see cref="JsonException"/> for one that is no JSON.</summary>
    public static JsonSpan Read(ReadOnlySpan<byte> text)
    {
        var reader = new Utf8JsonReader(text, Lenient);
        reader.Read();
        var root = Read(ref reader);
        while (reader.Read())
        {
            // What follows the root is a fault, which the reader throws.
        }

        return root;
    }

    private static JsonSpan Read(ref Utf8JsonReader reader)
    {
        var start = (int)reader.TokenStartIndex;
        var kind = reader.TokenType;
        var members = new List<(string, int, JsonSpan)>();
        var items = new List<JsonSpan>();
        if (kind == JsonTokenType.StartObject)
        {
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var name = reader.GetString()!;
                var nameStart = (int)reader.TokenStartIndex;
                reader.Read();
                members.Add((name, nameStart, Read(ref reader)));
            }
        }
        else if (kind == JsonTokenType.StartArray)
        {
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                items.Add(Read(ref reader));
            }
        }

        return new JsonSpan(start, (int)reader.BytesConsumed, kind) { Members = members, Items = items };
    }
}
