using System.Text.Json;
using System.Text.Json.Nodes;
using Realtime.Simulator.Http;
using Realtime.Simulator.Schema;
using Realtime.Simulator.Settings;
using Realtime.Simulator.Story;

namespace Realtime.Simulator.Rest;

/// <summary><c>POST /v1/moderations</c>: flags texts that hold the words of <see cref="SimulatorFaults.FlaggedWords"/>. One text at a time.</summary>
internal sealed class ModerationEndpoint(FaultSwitches faults, TimeProvider time)
{
    private const double Certain = 0.97;
    private const double Unlikely = 0.0001;

    private static readonly string[] Models = ["omni-moderation-latest", "omni-moderation-2024-09-26"];

    private static readonly string[] Categories =
    [
        "harassment", "harassment/threatening", "hate", "hate/threatening", "illicit", "illicit/violent", "self-harm", "self-harm/instructions", "self-harm/intent",
        "sexual", "sexual/minors", "violence", "violence/graphic",
    ];

    public async Task HandleAsync(HttpContext http)
    {
        if (await RequestBody.ReadObjectAsync(http) is not { } body)
        {
            return;
        }

        if (FaultOf(body) is { } fault)
        {
            await ApiError.WriteAsync(http, StatusCodes.Status400BadRequest, fault);
            return;
        }

        if (faults.Current.ModerationDelayMs is > 0 and var delay)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(delay), time, http.RequestAborted);
        }

        var status = faults.Current.ModerationStatus;
        if (status > 0)
        {
            await ApiError.WriteAsync(http, status, new SchemaFault("server_error", "The simulator was told to fail.", null));
            return;
        }

        var model = body.TryGetProperty("model", out var given) ? given.GetString() : Models[0];
        var answer = new JsonObject { ["id"] = Ids.New("modr-"), ["model"] = model, ["results"] = new JsonArray(Result(body.GetProperty("input").GetString()!)) };
        http.Response.ContentType = "application/json";
        await http.Response.WriteAsync(answer.ToJsonString(), http.RequestAborted);
    }

    private static SchemaFault? FaultOf(JsonElement body)
    {
        foreach (var member in body.EnumerateObject())
        {
            if (member.Name is not ("model" or "input"))
            {
                return SchemaFault.Unknown(member.Name);
            }

            if (member.Value.ValueKind != JsonValueKind.String)
            {
                return SchemaFault.Type(member.Name, "a string", member.Value.ValueKind.ToString());
            }
        }

        if (body.TryGetProperty("model", out var model) && !Models.Contains(model.GetString()))
        {
            return SchemaFault.Value("model", model.GetString()!, Models);
        }

        return body.TryGetProperty("input", out _) ? null : SchemaFault.Missing("input");
    }

    private JsonObject Result(string text)
    {
        var found = faults.Current.FlaggedWords.Where(one => text.Contains(one.Key, StringComparison.OrdinalIgnoreCase)).Select(one => one.Value).ToHashSet();
        var (categories, scores, inputs) = (new JsonObject(), new JsonObject(), new JsonObject());
        foreach (var category in Categories)
        {
            categories[category] = found.Contains(category);
            scores[category] = found.Contains(category) ? Certain : Unlikely;
            inputs[category] = new JsonArray("text");
        }

        return new JsonObject
        {
            ["flagged"] = Categories.Any(found.Contains),
            ["categories"] = categories,
            ["category_scores"] = scores,
            ["category_applied_input_types"] = inputs,
        };
    }
}
