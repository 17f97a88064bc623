using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Realtime.SipGateway.Rules;

namespace Realtime.SipGateway.Sideband.Tools;

/// <summary>Takes out of a tool's JSON answer what the model is given.</summary>
internal sealed partial class ResultMap(ResultDefinition definition)
{
    private static readonly JsonDocumentOptions Reading = new() { MaxDepth = 64 };
    private static readonly JsonWriterOptions Writing = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public ToolOutput Apply(string answer)
    {
        try
        {
            using var document = JsonDocument.Parse(answer, Reading);
            return Apply(document.RootElement);
        }
        catch (JsonException)
        {
            return ToolOutput.Failed("The service's answer is no JSON.");
        }
    }

    /// <summary>The value that a JSON Pointer (RFC 6901) names; undefined when there is none.</summary>
    public static JsonElement Find(JsonElement json, string pointer)
    {
        foreach (var token in pointer.Split('/').Skip(1))
        {
            var name = token.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            if (json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var member))
            {
                json = member;
            }
            else if (json.ValueKind == JsonValueKind.Array && int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var index)
                && index < json.GetArrayLength())
            {
                json = json[index];
            }
            else
            {
                return default;
            }
        }

        return json;
    }

    private ToolOutput Apply(JsonElement answer)
    {
        if (definition.Text is { } text)
        {
            return ToolOutput.Done(Slot().Replace(text, slot => Text(Find(answer, slot.Groups["pointer"].Value))));
        }

        if (definition.Members is { } members)
        {
            return ToolOutput.Done(Write(answer, members));
        }

        var found = Find(answer, definition.Pointer ?? "");
        return found.ValueKind == JsonValueKind.Undefined
            ? ToolOutput.Failed($"The service's answer holds nothing at {definition.Pointer}.")
            : ToolOutput.Done(found.GetRawText());
    }

    private static string Write(JsonElement answer, IReadOnlyDictionary<string, string> members)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Writing))
        {
            writer.WriteStartObject();
            foreach (var (name, pointer) in members)
            {
                writer.WritePropertyName(name);
                var found = Find(answer, pointer);
                if (found.ValueKind == JsonValueKind.Undefined)
                {
                    writer.WriteNullValue();
                }
                else
                {
                    found.WriteTo(writer);
                }
            }

            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static string Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Undefined or JsonValueKind.Null => "unknown",
        _ => value.GetRawText(),
    };

    [GeneratedRegex(@"\{(?<pointer>/[^{}]{0,255})\}", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Slot();
}
