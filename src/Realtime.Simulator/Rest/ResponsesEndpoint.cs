using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Realtime.Simulator.Http;
using Realtime.Simulator.Schema;
using Realtime.Simulator.Settings;
using Realtime.Simulator.Story;

namespace Realtime.Simulator.Rest;

/// <summary><c>POST /v1/responses</c>: a text model that says what the test gave it, or something that fits.</summary>
internal sealed class ResponsesEndpoint(TextAnswers answers, TimeProvider time)
{
    /// <summary>About as many characters as a token has.</summary>
    private const int TokenLength = 4;

    public async Task HandleAsync(HttpContext http)
    {
        if (await RequestBody.ReadObjectAsync(http) is not { } body)
        {
            return;
        }

        if (ResponsesSchema.FaultOf(body) is { } fault)
        {
            await ApiError.WriteAsync(http, StatusCodes.Status400BadRequest, fault);
            return;
        }

        var next = answers.Next(body.Clone());
        if (next.DelayMs > 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(next.DelayMs), time, http.RequestAborted);
        }

        if (next.Status > 0)
        {
            if (next.RetryAfter > 0)
            {
                http.Response.Headers.RetryAfter = next.RetryAfter.ToString(CultureInfo.InvariantCulture);
            }

            await ApiError.WriteAsync(http, next.Status, new SchemaFault(next.Code ?? "server_error", "As the test wanted it.", null));
            return;
        }

        http.Response.ContentType = "application/json";
        await http.Response.WriteAsync(Answer(body, next).ToJsonString(), http.RequestAborted);
    }

    private JsonObject Answer(JsonElement body, TextAnswer next)
    {
        var text = next.Text ?? MadeUp(body);
        var input = Math.Max(1, body.GetRawText().Length / TokenLength);
        var output = Math.Max(1, text.Length / TokenLength);
        return new JsonObject
        {
            ["id"] = Ids.NewHex("resp_", 48),
            ["object"] = "response",
            ["created_at"] = time.GetUtcNow().ToUnixTimeSeconds(),
            ["status"] = next.Incomplete is null ? "completed" : "incomplete",
            ["error"] = null,
            ["incomplete_details"] = next.Incomplete is { } reason ? new JsonObject { ["reason"] = reason } : null,
            ["model"] = body.GetProperty("model").GetString(),
            ["output"] = new JsonArray(
                new JsonObject { ["id"] = Ids.NewHex("rs_", 48), ["type"] = "reasoning", ["summary"] = new JsonArray() },
                new JsonObject
                {
                    ["id"] = Ids.NewHex("msg_", 48),
                    ["type"] = "message",
                    ["status"] = next.Incomplete is null ? "completed" : "incomplete",
                    ["role"] = "assistant",
                    ["content"] = new JsonArray(next.Refusal is { } refusal
                        ? new JsonObject { ["type"] = "refusal", ["refusal"] = refusal }
                        : new JsonObject { ["type"] = "output_text", ["annotations"] = new JsonArray(), ["text"] = text }),
                }),
            ["usage"] = new JsonObject
            {
                ["input_tokens"] = input,
                ["input_tokens_details"] = new JsonObject { ["cached_tokens"] = 0 },
                ["output_tokens"] = output,
                ["output_tokens_details"] = new JsonObject { ["reasoning_tokens"] = 0 },
                ["total_tokens"] = input + output,
            },
        };
    }

    private static string MadeUp(JsonElement body) =>
        body.TryGetProperty("text", out var text) && text.TryGetProperty("format", out var format) && format.TryGetProperty("schema", out var schema)
            ? Example(schema)?.ToJsonString() ?? "{}"
            : "The caller asked and the agent answered.";

    /// <summary>The least that fits a schema.</summary>
    private static JsonNode? Example(JsonElement schema)
    {
        if (schema.TryGetProperty("enum", out var words) && words.GetArrayLength() > 0)
        {
            return JsonNode.Parse(words[0].GetRawText());
        }

        var type = !schema.TryGetProperty("type", out var one) ? "object" : one.ValueKind == JsonValueKind.Array ? one[0].GetString() : one.GetString();
        return type switch
        {
            "string" => "text",
            "integer" => 0,
            "number" => 0,
            "boolean" => false,
            "array" => new JsonArray(),
            "null" => null,
            _ => schema.TryGetProperty("properties", out var members)
                ? new JsonObject(members.EnumerateObject().Select(static member => KeyValuePair.Create(member.Name, Example(member.Value))))
                : new JsonObject(),
        };
    }
}
