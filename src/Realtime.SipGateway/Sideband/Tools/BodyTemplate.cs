using System.Buffers;
using System.Text.Json;
using Realtime.SipGateway.Rules;

namespace Realtime.SipGateway.Sideband.Tools;

/// <summary>
/// A tool's body as JSON with slots in its texts. It is filled value by value and written as JSON, so that whatever an argument holds, it stays the
/// value that it is.
/// </summary>
internal sealed class BodyTemplate(JsonElement template)
{
    private static readonly JsonWriterOptions Writing = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly JsonElement _template = template.Clone();

    /// <summary>The body, or why it cannot be filled: digits that were not collected. An argument that was not given is null, or nothing within a text.</summary>
    public (byte[]? Body, string? Fault) Fill(ToolSlots slots)
    {
        if (Missing(_template, slots) is { } missing)
        {
            return (null, $"The digits {missing} were not collected yet, or not in this connection: collect them first.");
        }

        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Writing))
        {
            Write(writer, _template, slots);
        }

        return (buffer.WrittenSpan.ToArray(), null);
    }

    private static string? Missing(JsonElement json, ToolSlots slots) => json.ValueKind switch
    {
        JsonValueKind.String => ToolSlot.NamesIn(json.GetString()!).FirstOrDefault(name =>
            name.StartsWith(ToolSlot.CollectedPrefix, StringComparison.Ordinal) && slots.Text(name) is null)?[ToolSlot.CollectedPrefix.Length..],
        JsonValueKind.Array => json.EnumerateArray().Select(item => Missing(item, slots)).FirstOrDefault(name => name is not null),
        JsonValueKind.Object => json.EnumerateObject().Select(member => Missing(member.Value, slots)).FirstOrDefault(name => name is not null),
        _ => null,
    };

    private static void Write(Utf8JsonWriter writer, JsonElement json, ToolSlots slots)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var member in json.EnumerateObject())
                {
                    writer.WritePropertyName(member.Name);
                    Write(writer, member.Value, slots);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in json.EnumerateArray())
                {
                    Write(writer, item, slots);
                }

                writer.WriteEndArray();
                break;
            case JsonValueKind.String:
                WriteText(writer, json.GetString()!, slots);
                break;
            default:
                json.WriteTo(writer);
                break;
        }
    }

    private static void WriteText(Utf8JsonWriter writer, string text, ToolSlots slots)
    {
        if (ToolSlot.Pattern().Match(text) is { Success: true, Index: 0 } whole && whole.Length == text.Length)
        {
            var value = slots.Json(whole.Groups["name"].Value);
            if (value.ValueKind == JsonValueKind.Undefined)
            {
                writer.WriteNullValue();
            }
            else
            {
                value.WriteTo(writer);
            }

            return;
        }

        writer.WriteStringValue(ToolSlot.Fill(text, name => slots.Text(name) ?? Structured(slots.Json(name))));
    }

    private static string Structured(JsonElement value) =>
        value.ValueKind is JsonValueKind.Object or JsonValueKind.Array ? value.GetRawText() : "";
}
