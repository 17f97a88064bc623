using System.Text.Json;

namespace Realtime.SipGateway.Tests.Api;

/// <summary>An OpenAPI document as a stranger reads it: operations, and whether a piece of JSON is what a schema says.</summary>
internal sealed class ApiDocument(JsonElement root)
{
    private static readonly string[] Methods = ["get", "put", "post", "delete", "patch"];

    public JsonElement Root => root;

    public IEnumerable<(string Path, string Method, JsonElement Operation)> Operations =>
        from path in root.GetProperty("paths").EnumerateObject()
        from method in path.Value.EnumerateObject()
        where Methods.Contains(method.Name)
        select (path.Name, method.Name.ToUpperInvariant(), method.Value);

    /// <summary>Every reference of the document.</summary>
    public static IEnumerable<string> References(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(member =>
            member.NameEquals("$ref") ? [member.Value.GetString()!] : References(member.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(References),
        _ => [],
    };

    public JsonElement Resolve(string reference) =>
        reference.TrimStart('#', '/').Split('/').Aggregate(root, static (element, name) => element.GetProperty(name));

    /// <summary>Schema of the JSON that an operation answers with.</summary>
    public JsonElement Answer(string path, string method, string status) => root.GetProperty("paths").GetProperty(path).GetProperty(method)
        .GetProperty("responses").GetProperty(status).GetProperty("content").EnumerateObject().First().Value.GetProperty("schema");

    /// <summary>One line for each thing in the JSON that the schema does not say, or the other way round.</summary>
    public IReadOnlyList<string> Faults(JsonElement json, JsonElement schema, string at = "$")
    {
        if (schema.TryGetProperty("$ref", out var reference))
        {
            return Faults(json, Resolve(reference.GetString()!), at);
        }

        if (schema.TryGetProperty("oneOf", out var several))
        {
            var each = several.EnumerateArray().Select(one => Faults(json, one, at)).ToList();
            return each.Count(faults => faults.Count == 0) == 1 ? [] : [$"{at}: fits none or several of {each.Count}", .. each.SelectMany(static faults => faults)];
        }

        if (schema.TryGetProperty("enum", out var values) && !values.EnumerateArray().Any(value => JsonElement.DeepEquals(value, json)))
        {
            return [$"{at}: {json} is none of {values}"];
        }

        if (schema.TryGetProperty("type", out var type) && !Fits(json, type))
        {
            return [$"{at}: {json.ValueKind} is no {type}"];
        }

        return json.ValueKind switch
        {
            JsonValueKind.Object => [.. Members(json, schema, at)],
            JsonValueKind.Array when schema.TryGetProperty("items", out var items) =>
                [.. json.EnumerateArray().SelectMany((item, index) => Faults(item, items, $"{at}[{index}]"))],
            _ => [],
        };
    }

    private IEnumerable<string> Members(JsonElement json, JsonElement schema, string at)
    {
        if (schema.TryGetProperty("required", out var required))
        {
            foreach (var name in required.EnumerateArray().Select(name => name.GetString()!).Where(name => !json.TryGetProperty(name, out _)))
            {
                yield return $"{at}.{name}: is required and missing";
            }
        }

        var open = !schema.TryGetProperty("properties", out var properties);
        foreach (var member in json.EnumerateObject())
        {
            var faults = !open && properties.TryGetProperty(member.Name, out var its)
                ? Faults(member.Value, its, $"{at}.{member.Name}")
                : schema.TryGetProperty("additionalProperties", out var others) && others.ValueKind == JsonValueKind.Object
                    ? Faults(member.Value, others, $"{at}.{member.Name}")
                    : open ? [] : [$"{at}.{member.Name}: is not in the document"];
            foreach (var fault in faults)
            {
                yield return fault;
            }
        }
    }

    private static bool Fits(JsonElement json, JsonElement type) => type.ValueKind == JsonValueKind.Array
        ? type.EnumerateArray().Any(one => Fits(json, one))
        : type.GetString() switch
        {
            "object" => json.ValueKind == JsonValueKind.Object,
            "array" => json.ValueKind == JsonValueKind.Array,
            "string" => json.ValueKind == JsonValueKind.String,
            "boolean" => json.ValueKind is JsonValueKind.True or JsonValueKind.False,
            "integer" => json.ValueKind == JsonValueKind.Number && json.TryGetInt64(out _),
            "number" => json.ValueKind == JsonValueKind.Number,
            "null" => json.ValueKind == JsonValueKind.Null,
            _ => false,
        };
}
