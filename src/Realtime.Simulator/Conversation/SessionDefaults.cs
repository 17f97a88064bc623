using System.Text.Json.Nodes;

namespace Realtime.Simulator.Conversation;

/// <summary>What the service fills in; some of it depends on the model.</summary>
internal static class SessionDefaults
{
    public const string Model = "gpt-realtime-2.1";

    private const string Instructions =
        "Your knowledge cutoff is 2023-10. You are a helpful, witty, and friendly AI. Act like a human, but remember that you aren't a human.";

    /// <summary>Whether the model reasons: it has <c>reasoning</c>, phases, and several items in one response.</summary>
    public static bool Reasons(string model) => model.StartsWith("gpt-realtime-2", StringComparison.Ordinal) && !model.StartsWith("gpt-realtime-20", StringComparison.Ordinal);

    public static JsonObject Session(string model, string id, long expiresAt) => new()
    {
        ["type"] = "realtime",
        ["object"] = "realtime.session",
        ["id"] = id,
        ["model"] = model,
        ["output_modalities"] = new JsonArray("audio"),
        ["instructions"] = Instructions,
        ["tools"] = new JsonArray(),
        ["tool_choice"] = "auto",
        ["max_output_tokens"] = "inf",
        ["tracing"] = null,
        ["truncation"] = "auto",
        ["prompt"] = null,
        ["expires_at"] = expiresAt,
        ["audio"] = new JsonObject
        {
            ["input"] = new JsonObject
            {
                ["format"] = Pcm(),
                ["transcription"] = null,
                ["noise_reduction"] = null,
                ["turn_detection"] = TurnDetection("server_vad", model),
            },
            ["output"] = new JsonObject { ["format"] = Pcm(), ["voice"] = Reasons(model) ? "marin" : "alloy", ["speed"] = 1.0 },
        },
        ["include"] = null,
    };

    public static JsonObject TurnDetection(string type, string model) => type == "semantic_vad"
        ? new JsonObject { ["type"] = type, ["eagerness"] = "auto", ["create_response"] = true, ["interrupt_response"] = true }
        : new JsonObject
        {
            ["type"] = type,
            ["threshold"] = 0.5,
            ["prefix_padding_ms"] = 300,
            ["silence_duration_ms"] = Reasons(model) ? 500 : 200,
            ["idle_timeout_ms"] = null,
            ["create_response"] = true,
            ["interrupt_response"] = true,
        };

    public static JsonObject Transcription() => new() { ["model"] = null, ["language"] = null, ["prompt"] = null };

    private static JsonObject Pcm() => new() { ["type"] = "audio/pcm", ["rate"] = 24_000 };
}
