using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;

namespace Realtime.SipGateway.Calls.Events;

/// <summary>The published form of events and records: JSON Schema 2020-12, made from the types that write them.</summary>
internal static class CallSchemas
{
    private const string Dialect = "https://json-schema.org/draft/2020-12/schema";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n" };

    private static readonly JsonSchemaExporterOptions Exporter = new() { TreatNullObliviousAsNonNullable = true, TransformSchemaNode = Complete };

    /// <summary>Every stored event in its envelope, by its <c>type</c>. Readers let pass what they do not know: fields and types are added.</summary>
    public static string Events()
    {
        var types = new JsonArray();
        foreach (var name in CallEventTypes.Names)
        {
            types.Add(new JsonObject
            {
                ["properties"] = new JsonObject { ["type"] = new JsonObject { ["const"] = name }, ["data"] = SchemaOf(CallEventTypes.Find(name)!) },
            });
        }

        var schema = new JsonObject
        {
            ["$schema"] = Dialect,
            ["title"] = "Event of a call",
            ["description"] = "v is raised when the meaning of a field changes; new fields and new types do not raise it.",
            ["type"] = "object",
            ["required"] = new JsonArray("v", "call_id", "seq", "at", "node", "type", "data"),
            ["properties"] = new JsonObject
            {
                ["v"] = new JsonObject { ["const"] = CallEvent.SchemaVersion },
                ["call_id"] = CallIdSchema(),
                ["seq"] = new JsonObject { ["type"] = "integer", ["minimum"] = 0 },
                ["at"] = new JsonObject { ["type"] = "string", ["format"] = "date-time" },
                ["node"] = new JsonObject { ["type"] = "string" },
                ["type"] = new JsonObject { ["type"] = "string" },
                ["data"] = new JsonObject { ["type"] = "object" },
            },
            ["anyOf"] = types,
        };
        return schema.ToJsonString(Indented) + "\n";
    }

    /// <summary>The record of a call.</summary>
    public static string Record()
    {
        var schema = (JsonObject)SchemaOf(CallEventJson.Default.CallRecord);
        schema.Insert(0, "$schema", Dialect);
        schema.Insert(1, "title", "Record of a call");
        return schema.ToJsonString(Indented) + "\n";
    }

    private static JsonNode SchemaOf(JsonTypeInfo type) => type.GetJsonSchemaAsNode(Exporter);

    /// <summary>Types that write themselves tell the exporter nothing.</summary>
    private static JsonNode Complete(JsonSchemaExporterContext context, JsonNode schema)
    {
        var type = Nullable.GetUnderlyingType(context.TypeInfo.Type) ?? context.TypeInfo.Type;
        return type switch
        {
            _ when type == typeof(CallId) => CallIdSchema(),
            // Anything; written as an object, for readers that know no booleans as schemas.
            _ when type == typeof(JsonElement) => new JsonObject(),
            _ when type == typeof(RealtimeCallId) => new JsonObject { ["type"] = "string" },
            _ => schema,
        };
    }

    private static JsonObject CallIdSchema() => new() { ["type"] = "string", ["pattern"] = "^call_[0-9a-f]{32}$" };
}
