using System.Text.Json;
using System.Text.Json.Serialization;

namespace Realtime.SipGateway.Rules.Lists;

/// <summary>A string or an object with <c>number</c>, <c>note</c>, <c>until</c>; writes the shorter of the two that says it all.</summary>
internal sealed class NumberListEntryConverter : JsonConverter<NumberListEntry>
{
    public override NumberListEntry Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            return new NumberListEntry(reader.GetString()!);
        }

        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("expected a number as text, or an object with number, note and until");
        }

        string? number = null, note = null, until = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString();
            reader.Read();
            var text = reader.TokenType is JsonTokenType.String or JsonTokenType.Null ? reader.GetString() : throw new JsonException($"{name} is no text");
            switch (name)
            {
                case "number":
                    number = text;
                    break;
                case "note":
                    note = text;
                    break;
                case "until":
                    until = text;
                    break;
                default:
                    throw new JsonException($"{name} is an unknown property of an entry");
            }
        }

        return new NumberListEntry(number ?? throw new JsonException("an entry has no number"), note, until);
    }

    public override void Write(Utf8JsonWriter writer, NumberListEntry value, JsonSerializerOptions options)
    {
        if (value.Note is null && value.Until is null)
        {
            writer.WriteStringValue(value.Number);
            return;
        }

        writer.WriteStartObject();
        writer.WriteString("number", value.Number);
        if (value.Note is not null)
        {
            writer.WriteString("note", value.Note);
        }

        if (value.Until is not null)
        {
            writer.WriteString("until", value.Until);
        }

        writer.WriteEndObject();
    }
}
