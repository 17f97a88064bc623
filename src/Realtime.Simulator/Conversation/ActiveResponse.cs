using System.Text.Json.Nodes;
using Realtime.Simulator.Story;

namespace Realtime.Simulator.Conversation;

/// <summary>A response from its <c>created</c> to its <c>done</c>.</summary>
internal sealed class ActiveResponse(JsonObject? request, SessionSettings settings, string conversationId, (int Text, int Audio, int Image) context)
{
    public string Id { get; } = Ids.New("resp_");

    public List<OutputItem> Items { get; } = [];

    /// <summary>What is still to be streamed: each step has sent its events when it is taken.</summary>
    public IEnumerator<bool>? Steps { get; set; }

    /// <summary>Tokens that it read.</summary>
    public (int Text, int Audio, int Image) Context => context;

    /// <summary>Not part of the conversation: its items are not kept and several may run at once.</summary>
    public bool IsOutOfBand { get; } = request?["conversation"]?.GetValue<string>() == "none";

    public bool IsSpoken { get; } = !(request?["output_modalities"] is { } own ? SessionSettings.IsTextOnly(own) : settings.IsText);

    /// <summary>The values of its metadata.</summary>
    public IEnumerable<string> Metadata => request?["metadata"] is JsonObject metadata ? metadata.Select(static pair => pair.Value?.ToString()).OfType<string>() : [];

    /// <summary>Its own limit; null: none.</summary>
    public int? MaximumTokens => request?["max_output_tokens"] is JsonValue limit && limit.TryGetValue<int>(out var tokens) ? tokens : null;

    /// <summary>The client's limit ends it before the model does.</summary>
    public bool IsCut { get; set; }

    public int TextLength => Items.Sum(item => item.TextLength);

    public int AudioMs => Items.Sum(item => item.AudioMs);

    /// <summary>Whether a tool may be called by this name: the response's own list counts before the session's.</summary>
    public bool HasTool(string name) => request?["tools"] is JsonArray own
        ? own.Any(tool => tool?["name"]?.GetValue<string>() == name)
        : settings.HasTool(name);

    public JsonObject ToJson(string status, JsonObject? details, JsonObject? usage) => new()
    {
        ["object"] = "realtime.response",
        ["id"] = Id,
        ["status"] = status,
        ["status_details"] = details,
        ["output"] = new JsonArray([.. status == "in_progress" ? [] : Items.Select(item => item.ToJson())]),
        ["conversation_id"] = IsOutOfBand ? null : conversationId,
        ["output_modalities"] = new JsonArray(IsSpoken ? "audio" : "text"),
        ["max_output_tokens"] = request?["max_output_tokens"]?.DeepClone() ?? settings.ToJson()["max_output_tokens"]!.DeepClone(),
        ["audio"] = new JsonObject
        {
            ["output"] = new JsonObject
            {
                ["format"] = settings.Output["format"]!.DeepClone(),
                ["voice"] = (request?["audio"]?["output"]?["voice"] ?? settings.Output["voice"])!.DeepClone(),
            },
        },
        ["usage"] = usage,
        ["metadata"] = request?["metadata"]?.DeepClone(),
    };
}
