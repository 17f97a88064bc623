using System.Text.Json.Nodes;
using Realtime.SipGateway.Rules;

namespace Realtime.SipGateway.OpenAi;

/// <summary>Arguments of the built-in tools, as the model is told them and as they are checked.</summary>
internal static class BuiltInParameters
{
    public static JsonObject Of(ToolDefinition tool, AgentDefinition agent) => tool switch
    {
        SendToAgentToolDefinition => Object(
            ["agent"],
            ("agent", new JsonObject
            {
                ["type"] = "string",
                ["description"] = "The agent who takes over.",
                ["enum"] = new JsonArray([.. agent.HandOff.Select(name => JsonValue.Create(name))]),
            }),
            ("summary", Text("What it must know: who calls, what was said and done."))),
        ScheduleCallbackToolDefinition => Object(
            ["time", "reason"],
            ("time", Text("When to call back, as an ISO 8601 date and time, such as 2026-05-04T15:30.")),
            ("reason", Text("What the call back is about, in one sentence.")),
            ("number", Text("The number to call in international form; left out: the number that the caller calls from.")),
            ("name", Text("The caller's name."))),
        TakeMessageToolDefinition => Object(
            ["message"],
            ("message", Text("The message, complete.")),
            ("for", Text("Whom it is for.")),
            ("name", Text("The caller's name.")),
            ("number", Text("A number for the answer; left out: the number that the caller calls from.")),
            ("urgent", new JsonObject { ["type"] = "boolean", ["description"] = "The caller says that it cannot wait." })),
        _ => Object([]),
    };

    private static JsonObject Object(string[] required, params (string Name, JsonObject Schema)[] properties)
    {
        var schema = new JsonObject
        {
            ["type"] = "object",
            ["properties"] = new JsonObject([.. properties.Select(property => KeyValuePair.Create(property.Name, (JsonNode?)property.Schema))]),
        };
        if (required.Length > 0)
        {
            schema["required"] = new JsonArray([.. required.Select(name => JsonValue.Create(name))]);
        }

        schema["additionalProperties"] = false;
        return schema;
    }

    private static JsonObject Text(string description) => new() { ["type"] = "string", ["description"] = description };
}
