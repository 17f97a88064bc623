using System.Text;
using System.Text.Json;

namespace Realtime.SipGateway.Sideband.Tools;

/// <summary>Reads the arguments that a model wrote: leniently in form (blanks, comments, a comma too many, quoted as a whole), strictly an object.</summary>
internal static class ToolArguments
{
    /// <summary>What a model says in one call; more is no honest argument.</summary>
    public const int MaxLength = 16_384;

    private static readonly JsonDocumentOptions Lenient = new()
    {
        AllowDuplicateProperties = false,
        AllowTrailingCommas = true,
        CommentHandling = JsonCommentHandling.Skip,
        MaxDepth = 32,
    };

    /// <summary>The arguments, or why they cannot be used.</summary>
    public static (JsonElement? Arguments, string? Fault) Parse(string text)
    {
        if (text.Length > MaxLength)
        {
            return (null, $"The arguments are longer than {MaxLength} characters.");
        }

        if (string.IsNullOrWhiteSpace(text))
        {
            return (JsonElement.Parse("{}"), null);
        }

        try
        {
            return ParseObject(text);
        }
        catch (JsonException fault)
        {
            return (null, "The arguments are not valid JSON: " + fault.Message);
        }
        catch (Exception fault) when (fault is InvalidOperationException or ArgumentException)
        {
            return (null, "The arguments hold text that is no Unicode.");
        }
    }

    private static (JsonElement? Arguments, string? Fault) ParseObject(string text)
    {
        using var document = JsonDocument.Parse(text, Lenient);
        var root = document.RootElement;
        if (root.ValueKind == JsonValueKind.String)
        {
            using var inner = JsonDocument.Parse(root.GetString()!, Lenient);
            return AsObject(inner.RootElement);
        }

        return AsObject(root);
    }

    private static (JsonElement? Arguments, string? Fault) AsObject(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            return (null, "The arguments are not a JSON object.");
        }

        // Written anew: comments are gone, and escapes that make no Unicode are found here.
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            root.WriteTo(writer);
        }

        return (JsonElement.Parse(Encoding.UTF8.GetString(buffer.ToArray())), null);
    }
}
