using System.Text.Json.Nodes;

namespace Realtime.Simulator.Conversation;

/// <summary>An item of the conversation with what the service knows about it beyond its JSON.</summary>
internal sealed class ConversationItem(string id, JsonObject json)
{
    public string Id { get; } = id;

    /// <summary>As last sent.</summary>
    public JsonObject Json { get; set; } = json;

    /// <summary>Length of its audio; 0 when it has none.</summary>
    public int AudioMs { get; set; }

    /// <summary>Whether the audio is the model's.</summary>
    public bool IsAssistant => Json["role"]?.GetValue<string>() == "assistant";

    /// <summary>The images in it; null detail: as the service likes.</summary>
    public IEnumerable<string?> ImageDetails => (Json["content"] as JsonArray ?? [])
        .Where(static part => part?["type"]?.GetValue<string>() == "input_image").Select(static part => part!["detail"]?.GetValue<string>());

    /// <summary>Characters of text in it, for counting tokens.</summary>
    public int TextLength =>
        (Json["arguments"]?.GetValue<string>().Length ?? 0)
        + (Json["output"]?.GetValue<string>().Length ?? 0)
        + (Json["content"] as JsonArray ?? []).Sum(part => part?["text"]?.GetValue<string>().Length ?? part?["transcript"]?.GetValue<string>().Length ?? 0);
}
