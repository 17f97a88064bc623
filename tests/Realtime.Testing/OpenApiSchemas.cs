using System.Text.Json.Nodes;
using NJsonSchema;
using NJsonSchema.Validation;

namespace Realtime.Testing;

/// <summary>
/// Checks JSON against OpenAI's published description of the Realtime API (<c>OpenApi/realtime-openapi.json</c>), and refuses members that
/// it does not know: the service answers those with <c>unknown_parameter</c> although the description leaves objects open.
/// </summary>
public static class OpenApiSchemas
{
    private static readonly Lazy<JsonObject> Description = new(ReadDescription);
    private static readonly Lazy<JsonSchema> Strict = new(() => Load(strict: true));
    private static readonly Lazy<JsonSchema> Open = new(() => Load(strict: false));

    /// <summary>
    /// What is wrong with a message that we send, one line per fault; empty: nothing. Unknown members are faults.
    /// </summary>
    /// <param name="schema">Name under <c>components/schemas</c>, such as <c>RealtimeSessionCreateRequestGA</c>.</param>
    /// <param name="json">The message.</param>
    public static IReadOnlyList<string> Faults(string schema, string json) => Validate(Strict.Value, schema, json);

    /// <summary>
    /// The same for a message of the service: it may say more than the description knows, and <c>null</c> where that allows a value only
    /// (744 recorded live events are valid so).
    /// </summary>
    public static IReadOnlyList<string> FaultsOfService(string schema, string json)
    {
        var node = JsonNode.Parse(json);
        DropNulls(node);
        return Validate(Open.Value, schema, node!.ToJsonString());
    }

    /// <summary>The schema's name for a client or server event type, by the constant of its <c>type</c> member.</summary>
    /// <param name="prefix"><c>RealtimeClientEvent</c> or <c>RealtimeServerEvent</c>.</param>
    /// <param name="eventType">Such as <c>session.update</c>.</param>
    public static string? SchemaOfEvent(string prefix, string eventType)
    {
        var schemas = Description.Value["components"]!["schemas"]!.AsObject();
        var names = Description.Value["x-ga-schemas"]!.AsArray().Select(name => name!.GetValue<string>());
        return names.FirstOrDefault(name => name.StartsWith(prefix, StringComparison.Ordinal)
            && schemas[name]?["properties"]?["type"] is JsonObject type
            && TypeName(type)?.Trim() == eventType);
    }

    private static string? TypeName(JsonObject type) =>
        (type["const"] ?? (type["enum"] as JsonArray)?.FirstOrDefault())?.GetValue<string>();

    private static List<string> Validate(JsonSchema root, string schema, string json)
    {
        if (!root.Definitions.TryGetValue(schema, out var definition))
        {
            throw new ArgumentException($"The description has no schema {schema}.", nameof(schema));
        }

        return [.. definition.Validate(json).SelectMany(error => Describe(error, ""))];
    }

    private static IEnumerable<string> Describe(ValidationError error, string indent)
    {
        yield return $"{indent}{error.Path}: {error.Kind}";
        var branches = error is ChildSchemaValidationError children
            ? children.Errors.SelectMany(branch => branch.Value)
            : [];
        foreach (var line in branches.SelectMany(inner => Describe(inner, indent + "  ")))
        {
            yield return line;
        }
    }

    private static JsonObject ReadDescription()
    {
        using var stream = typeof(OpenApiSchemas).Assembly.GetManifestResourceStream("realtime-openapi.json")!;
        return JsonNode.Parse(stream)!.AsObject();
    }

    private static JsonSchema Load(bool strict)
    {
        var definitions = Description.Value["components"]!["schemas"]!.DeepClone().AsObject();
        foreach (var (_, schema) in definitions)
        {
            Rewrite(schema!.AsObject(), strict);
        }

        var document = new JsonObject { ["definitions"] = definitions };
        var text = document.ToJsonString().Replace("#/components/schemas/", "#/definitions/", StringComparison.Ordinal);
        return JsonSchema.FromJsonAsync(text).GetAwaiter().GetResult();
    }

    /// <summary>
    /// OpenAPI 3.1 to the dialect that NJsonSchema knows: <c>const</c> as a one-word <c>enum</c>, no discriminators; and closed objects.
    /// </summary>
    private static void Rewrite(JsonObject schema, bool strict)
    {
        schema.Remove("discriminator");
        if (schema["oneOf"] is JsonArray words && words.All(word => word is JsonObject text && (string?)text["type"] == "string"))
        {
            // "Any text, or one of these": each of these is also any text, and meant to be allowed.
            schema["anyOf"] = words.DeepClone();
            schema.Remove("oneOf");
        }

        if (schema["const"] is { } constant)
        {
            schema["enum"] = new JsonArray(constant.DeepClone());
            schema.Remove("const");
        }

        if (schema["properties"] is JsonObject properties)
        {
            foreach (var (_, property) in properties)
            {
                Rewrite(property!.AsObject(), strict);
            }

            if (!schema.ContainsKey("additionalProperties"))
            {
                schema["additionalProperties"] = !strict;
            }
        }

        foreach (var keyword in new[] { "items", "additionalProperties", "not" })
        {
            if (schema[keyword] is JsonObject inner)
            {
                Rewrite(inner, strict);
            }
        }

        foreach (var branch in new[] { "anyOf", "oneOf", "allOf" }.SelectMany(keyword => schema[keyword] as JsonArray ?? []))
        {
            Rewrite(branch!.AsObject(), strict);
        }
    }

    private static void DropNulls(JsonNode? node)
    {
        if (node is JsonObject members)
        {
            foreach (var name in members.Where(member => member.Value is null).Select(member => member.Key).ToList())
            {
                members.Remove(name);
            }

            foreach (var (_, value) in members)
            {
                DropNulls(value);
            }
        }
        else if (node is JsonArray items)
        {
            foreach (var item in items)
            {
                DropNulls(item);
            }
        }
    }
}
