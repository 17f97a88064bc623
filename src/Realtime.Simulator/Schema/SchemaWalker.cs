using System.Text.Json;

namespace Realtime.Simulator.Schema;

/// <summary>Walks a value along its schema and gives the first fault, in the service's words.</summary>
internal sealed class SchemaWalker(ApiSchema api, bool allowsUnknown)
{
    public SchemaFault? Check(JsonElement schema, JsonElement value, string path)
    {
        if (value.ValueKind == JsonValueKind.Null && IsNullable(schema))
        {
            return null;
        }

        schema = api.Resolve(schema);
        foreach (var union in (ReadOnlySpan<string>)["anyOf", "oneOf"])
        {
            if (schema.TryGetProperty(union, out var options))
            {
                return new SchemaUnion(api, this).Check(options, value, path);
            }
        }

        if (schema.TryGetProperty("allOf", out var all))
        {
            return all.EnumerateArray().Select(part => Check(part, value, path)).FirstOrDefault(fault => fault is not null);
        }

        return CheckType(schema, value, path) ?? CheckEnum(schema, value, path) ?? value.ValueKind switch
        {
            JsonValueKind.Object => CheckObject(schema, value, path),
            JsonValueKind.Array => CheckArray(schema, value, path),
            _ => SchemaBounds.Check(schema, value, path),
        };
    }

    /// <summary>The values that a property may take when it is a constant; what tells the options of a union apart.</summary>
    internal static IReadOnlyList<string> Constants(JsonElement schema)
    {
        if (schema.TryGetProperty("const", out var single))
        {
            return [single.GetString()!];
        }

        return schema.TryGetProperty("enum", out var values) ? [.. values.EnumerateArray().Select(value => value.GetString()!)] : [];
    }

    internal static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    private static bool IsNullable(JsonElement schema) =>
        (schema.TryGetProperty("nullable", out var nullable) && nullable.ValueKind == JsonValueKind.True)
        || (schema.TryGetProperty("default", out var standard) && standard.ValueKind == JsonValueKind.Null);

    private static SchemaFault? CheckType(JsonElement schema, JsonElement value, string path)
    {
        if (!schema.TryGetProperty("type", out var type))
        {
            return null;
        }

        var (fits, expected) = type.GetString() switch
        {
            "object" => (value.ValueKind == JsonValueKind.Object, "an object"),
            "array" => (value.ValueKind == JsonValueKind.Array, "an array"),
            "string" => (value.ValueKind == JsonValueKind.String, "a string"),
            "boolean" => (value.ValueKind is JsonValueKind.True or JsonValueKind.False, "a boolean"),
            "integer" => (value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _), "an integer"),
            "number" => (value.ValueKind == JsonValueKind.Number, "a decimal"),
            "null" => (value.ValueKind == JsonValueKind.Null, "null"),
            var other => throw new InvalidOperationException($"The description uses the type {other}."),
        };
        return fits ? null : SchemaFault.Type(path, expected, Name(value.ValueKind));
    }

    private static SchemaFault? CheckEnum(JsonElement schema, JsonElement value, string path)
    {
        if (value.ValueKind == JsonValueKind.Number && schema.TryGetProperty("enum", out var numbers))
        {
            return numbers.EnumerateArray().Any(one => one.GetDouble().Equals(value.GetDouble()))
                ? null
                : SchemaFault.Value(path, value.GetRawText(), numbers.EnumerateArray().Select(one => one.GetRawText()));
        }

        var constants = value.ValueKind == JsonValueKind.String ? Constants(schema) : [];
        return constants.Count == 0 || constants.Contains(value.GetString())
            ? null
            : SchemaFault.Value(path, value.GetString()!, constants);
    }

    private SchemaFault? CheckObject(JsonElement schema, JsonElement value, string path)
    {
        var hasProperties = schema.TryGetProperty("properties", out var properties);
        if (schema.TryGetProperty("required", out var required))
        {
            foreach (var name in required.EnumerateArray().Select(name => name.GetString()!))
            {
                if (!value.TryGetProperty(name, out _))
                {
                    return SchemaFault.Missing(Join(path, name));
                }
            }
        }

        var hasRest = schema.TryGetProperty("additionalProperties", out var rest);
        foreach (var member in value.EnumerateObject())
        {
            var memberPath = Join(path, member.Name);
            var fault = hasProperties && properties.TryGetProperty(member.Name, out var known) ? Check(known, member.Value, memberPath)
                : hasRest && rest.ValueKind == JsonValueKind.Object ? Check(rest, member.Value, memberPath)
                : allowsUnknown || !hasProperties ? null
                : SchemaFault.Unknown(memberPath);
            if (fault is not null)
            {
                return fault;
            }
        }

        return null;
    }

    private SchemaFault? CheckArray(JsonElement schema, JsonElement value, string path)
    {
        if (schema.TryGetProperty("minItems", out var least) && value.GetArrayLength() < least.GetInt32())
        {
            return SchemaFault.Bound("empty_array", path, "empty array", "an array with minimum length " + least.GetInt32(), "an empty array");
        }

        return schema.TryGetProperty("items", out var items)
            ? value.EnumerateArray().Select((item, i) => Check(items, item, $"{path}[{i}]")).FirstOrDefault(fault => fault is not null)
            : null;
    }

    private static string Name(JsonValueKind kind) => kind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => "a string",
        JsonValueKind.Number => "a number",
        JsonValueKind.Null => "null",
        _ => "a boolean",
    };
}
