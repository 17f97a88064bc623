using System.Text.Json.Nodes;

namespace Realtime.Simulator.Schema;

/// <summary>
/// What the description of August 2026 lacks: members that newer SDKs send (its <c>x-newer-sdk-delta</c>), limits that stand only in
/// the prose, and members that may be null to clear them.
/// </summary>
internal static class SchemaDelta
{
    public static void Apply(JsonObject schemas)
    {
        foreach (var session in new[] { "RealtimeSessionCreateRequestGA", "RealtimeTranscriptionSessionCreateRequestGA" })
        {
            var input = Properties(Properties(schemas[session]!["properties"]!["audio"]!)["input"]!);
            Properties(input["noise_reduction"]!)["strength"] = new JsonObject { ["type"] = "number", ["minimum"] = 0, ["maximum"] = 1 };
            input["transcription"] = Nullable("AudioTranscription");
        }

        Properties(schemas["AudioTranscription"]!)["language"] = new JsonObject { ["type"] = "string", ["nullable"] = true };
        Properties(schemas["AudioTranscription"]!)["prompt"] = new JsonObject { ["type"] = "string", ["nullable"] = true };
        LimitOutputTokens(schemas["RealtimeSessionCreateRequestGA"]!);
        LimitOutputTokens(schemas["RealtimeResponseCreateParams"]!);
        schemas["RealtimeFunctionTool"]!["required"] = new JsonArray("type", "name");
        AllowItemReferences(schemas);
        var serverVad = schemas["RealtimeTurnDetection"]!["anyOf"]![0]!["oneOf"]![0]!;
        Properties(serverVad)["threshold"] = new JsonObject { ["type"] = "number", ["minimum"] = 0, ["maximum"] = 1 };
        Properties(schemas["WebhookRealtimeCallIncoming"]!["properties"]!["data"]!)["sip_media_security"] =
            new JsonObject { ["type"] = "string", ["enum"] = new JsonArray("rtp", "srtp") };
    }

    private static void LimitOutputTokens(JsonNode schema)
    {
        var whole = schema["properties"]!["max_output_tokens"]!["oneOf"]![0]!.AsObject();
        whole["minimum"] = 1;
        whole["maximum"] = 4096;
    }

    private static void AllowItemReferences(JsonObject schemas)
    {
        var type = new JsonObject { ["type"] = "string", ["enum"] = new JsonArray("item_reference") };
        var reference = new JsonObject
        {
            ["type"] = "object",
            ["properties"] = new JsonObject { ["type"] = type, ["id"] = new JsonObject { ["type"] = "string" } },
            ["required"] = new JsonArray("type", "id"),
        };
        var options = schemas["RealtimeConversationItem"]!["anyOf"]!.DeepClone().AsArray();
        options.Add(reference);
        Properties(schemas["RealtimeResponseCreateParams"]!)["input"]!["items"] = new JsonObject { ["anyOf"] = options };
    }

    private static JsonObject Properties(JsonNode schema) => schema["properties"]!.AsObject();

    private static JsonObject Nullable(string component) => new()
    {
        ["anyOf"] = new JsonArray(
            new JsonObject { ["$ref"] = "#/components/schemas/" + component }, new JsonObject { ["type"] = "null" }),
    };
}
