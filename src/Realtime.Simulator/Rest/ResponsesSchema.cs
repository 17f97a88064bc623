using System.Text.Json;
using System.Text.RegularExpressions;
using Realtime.Simulator.Schema;

namespace Realtime.Simulator.Rest;

/// <summary>What <c>POST /v1/responses</c> takes: text in, text or an object of a JSON Schema out. More than clients of telephone calls need is refused as unknown.</summary>
internal static partial class ResponsesSchema
{
    private const int LeastTokens = 16;

    private static readonly string[] Members =
    [
        "model", "input", "instructions", "max_output_tokens", "store", "text", "metadata", "temperature", "reasoning", "safety_identifier", "user", "stream", "service_tier",
    ];

    private static readonly string[] Roles = ["user", "assistant", "system", "developer"];

    private static readonly string[] Formats = ["text", "json_schema", "json_object"];

    private static readonly string[] FormatMembers = ["type", "name", "schema", "strict", "description"];

    public static SchemaFault? FaultOf(JsonElement body)
    {
        foreach (var member in body.EnumerateObject().Where(static member => !Members.Contains(member.Name)))
        {
            return SchemaFault.Unknown(member.Name);
        }

        return Text(body, "model", "model", required: true)
            ?? Text(body, "instructions", "instructions", required: false)
            ?? Input(body)
            ?? Tokens(body)
            ?? (body.TryGetProperty("store", out var store) && store.ValueKind is not (JsonValueKind.True or JsonValueKind.False)
                ? SchemaFault.Type("store", "a boolean", Kind(store)) : null)
            ?? Format(body);
    }

    private static SchemaFault? Tokens(JsonElement body) => !body.TryGetProperty("max_output_tokens", out var tokens) ? null
        : tokens.ValueKind != JsonValueKind.Number || !tokens.TryGetInt32(out var count) ? SchemaFault.Type("max_output_tokens", "an integer", Kind(tokens))
        : count < LeastTokens ? SchemaFault.Bound("integer_below_min_value", "max_output_tokens", "integer below minimum value", $"a value >= {LeastTokens}", count.ToString(System.Globalization.CultureInfo.InvariantCulture))
        : null;

    private static SchemaFault? Input(JsonElement body)
    {
        if (!body.TryGetProperty("input", out var input))
        {
            return SchemaFault.Missing("input");
        }

        return input.ValueKind switch
        {
            JsonValueKind.String => null,
            JsonValueKind.Array => input.EnumerateArray().Select((item, index) => Message(item, $"input[{index}]")).FirstOrDefault(static fault => fault is not null),
            _ => SchemaFault.Type("input", "one of a string or an array of objects", Kind(input)),
        };
    }

    private static SchemaFault? Message(JsonElement item, string path)
    {
        if (item.ValueKind != JsonValueKind.Object)
        {
            return SchemaFault.Type(path, "an object", Kind(item));
        }

        foreach (var member in item.EnumerateObject().Where(static member => member.Name is not ("type" or "role" or "content")))
        {
            return SchemaFault.Unknown($"{path}.{member.Name}");
        }

        if (Text(item, "role", path + ".role", required: true) is { } fault)
        {
            return fault;
        }

        var role = item.GetProperty("role").GetString()!;
        if (!Roles.Contains(role))
        {
            return SchemaFault.Value(path + ".role", role, Roles);
        }

        if (!item.TryGetProperty("content", out var content))
        {
            return SchemaFault.Missing(path + ".content");
        }

        return content.ValueKind == JsonValueKind.String ? null
            : content.ValueKind != JsonValueKind.Array ? SchemaFault.Type(path + ".content", "one of a string or an array of objects", Kind(content))
            : content.EnumerateArray().Select((part, index) => Part(part, $"{path}.content[{index}]")).FirstOrDefault(static one => one is not null);
    }

    private static SchemaFault? Part(JsonElement part, string path)
    {
        if (part.ValueKind != JsonValueKind.Object)
        {
            return SchemaFault.Type(path, "an object", Kind(part));
        }

        var fault = Text(part, "type", path + ".type", required: true);
        return fault is not null ? fault
            : part.GetProperty("type").GetString() is not "input_text" and var type ? SchemaFault.Value(path + ".type", type!, ["input_text"])
            : Text(part, "text", path + ".text", required: true);
    }

    private static SchemaFault? Format(JsonElement body)
    {
        if (!body.TryGetProperty("text", out var text) || text.ValueKind != JsonValueKind.Object || !text.TryGetProperty("format", out var format))
        {
            return null;
        }

        foreach (var member in format.EnumerateObject().Where(static member => !FormatMembers.Contains(member.Name)))
        {
            return SchemaFault.Unknown($"text.format.{member.Name}");
        }

        if (Text(format, "type", "text.format.type", required: true) is { } fault)
        {
            return fault;
        }

        var type = format.GetProperty("type").GetString()!;
        return !Formats.Contains(type) ? SchemaFault.Value("text.format.type", type, Formats) : type == "json_schema" ? JsonFormat(format) : null;
    }

    private static SchemaFault? JsonFormat(JsonElement format)
    {
        if (Text(format, "name", "text.format.name", required: true) is { } fault)
        {
            return fault;
        }

        if (!Name().IsMatch(format.GetProperty("name").GetString()!))
        {
            return new SchemaFault("invalid_value", "Invalid 'text.format.name': string does not match pattern.", "text.format.name");
        }

        if (!format.TryGetProperty("schema", out var schema))
        {
            return SchemaFault.Missing("text.format.schema");
        }

        if (schema.ValueKind != JsonValueKind.Object || !schema.TryGetProperty("type", out var type) || !type.ValueEquals("object"))
        {
            return Wrong("schema must be a JSON Schema of 'type: \"object\"'");
        }

        return format.TryGetProperty("strict", out var strict) && strict.ValueKind == JsonValueKind.True ? Strict(schema, "") : null;
    }

    /// <summary>In strict mode each object lists all its members as required and forbids others.</summary>
    private static SchemaFault? Strict(JsonElement schema, string path)
    {
        if (schema.ValueKind == JsonValueKind.Array)
        {
            return schema.EnumerateArray().Select(item => Strict(item, path)).FirstOrDefault(static fault => fault is not null);
        }

        if (schema.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        if (schema.TryGetProperty("properties", out var members) && members.ValueKind == JsonValueKind.Object)
        {
            if (!schema.TryGetProperty("additionalProperties", out var others) || others.ValueKind != JsonValueKind.False)
            {
                return Wrong($"In context=({path}), 'additionalProperties' is required to be supplied and to be false.");
            }

            if (!schema.TryGetProperty("required", out var required)
                || members.EnumerateObject().Any(member => !required.EnumerateArray().Any(name => name.ValueEquals(member.Name))))
            {
                return Wrong($"In context=({path}), 'required' is required to be supplied and to be an array including every key in properties.");
            }
        }

        return schema.EnumerateObject().Select(member => Strict(member.Value, $"{path}/{member.Name}")).FirstOrDefault(static fault => fault is not null);
    }

    private static SchemaFault Wrong(string why) => new("invalid_json_schema", $"Invalid schema for response_format: {why}", "text.format.schema");

    private static SchemaFault? Text(JsonElement json, string name, string path, bool required)
    {
        if (!json.TryGetProperty(name, out var value))
        {
            return required ? SchemaFault.Missing(path) : null;
        }

        return value.ValueKind == JsonValueKind.String ? null : SchemaFault.Type(path, "a string", Kind(value));
    }

    private static string Kind(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.Number => "a number",
        JsonValueKind.Null => "null",
        JsonValueKind.String => "a string",
        _ => "a boolean",
    };

    [GeneratedRegex("^[A-Za-z0-9_-]{1,64}$")]
    private static partial Regex Name();
}
