using System.Text.Json.Nodes;

namespace Realtime.Simulator.Conversation;

/// <summary>The effective session: defaults of the model with everything that accept and updates set.</summary>
internal sealed class SessionSettings
{
    private readonly JsonObject _session;

    private SessionSettings(JsonObject session) => _session = session;

    public string Id => _session["id"]!.GetValue<string>();

    public string Model => _session["model"]!.GetValue<string>();

    public bool Reasons => SessionDefaults.Reasons(Model);

    public string Instructions => _session["instructions"]!.GetValue<string>();

    public JsonArray Tools => _session["tools"]!.AsArray();

    public JsonNode Output => _session["audio"]!["output"]!;

    public bool IsText => IsTextOnly(_session["output_modalities"]);

    /// <summary>Model of the transcription of what the caller says; null when there is none.</summary>
    public string? TranscriptionModel => Input["transcription"]?["model"]?.GetValue<string>();

    /// <summary>False is push-to-talk: no turns are detected.</summary>
    public bool DetectsTurns => Vad is not null;

    public bool CreatesResponse => Vad?["create_response"]?.GetValue<bool>() ?? false;

    public bool InterruptsResponse => Vad?["interrupt_response"]?.GetValue<bool>() ?? false;

    public TimeSpan PrefixPadding => Milliseconds("prefix_padding_ms", 300);

    /// <summary>Semantic detection waits by sense; here by eagerness.</summary>
    public TimeSpan SilenceDuration => Milliseconds("silence_duration_ms", Vad?["eagerness"]?.GetValue<string>() switch
    {
        "high" => 300,
        "low" => 1000,
        _ => 500,
    });

    private JsonNode Input => _session["audio"]!["input"]!;

    private JsonNode? Vad => Input["turn_detection"];

    /// <summary>Makes the session of an accept, a call or a client secret.</summary>
    public static SessionSettings Create(JsonObject? request, string id, long expiresAt)
    {
        var model = request?["model"]?.GetValue<string>() ?? SessionDefaults.Model;
        var settings = new SessionSettings(SessionDefaults.Session(model, id, expiresAt));
        if (request is not null)
        {
            settings.Merge(request);
        }

        return settings;
    }

    /// <summary>Takes over what an update names and leaves the rest.</summary>
    public void Merge(JsonObject update)
    {
        foreach (var (name, value) in update)
        {
            if (name == "audio" && value is JsonObject audio)
            {
                MergeAudio(audio);
            }
            else if (name is not ("type" or "model" or "id" or "object" or "expires_at"))
            {
                _session[name] = value?.DeepClone();
            }
        }
    }

    /// <summary>As it is shown: without what opens an MCP server.</summary>
    public JsonObject ToJson()
    {
        var shown = _session.DeepClone().AsObject();
        foreach (var tool in shown["tools"]!.AsArray().OfType<JsonObject>())
        {
            tool.Remove("authorization");
            tool.Remove("headers");
        }

        return shown;
    }

    /// <summary>The MCP servers that the service calls itself.</summary>
    public IEnumerable<JsonObject> Mcp => Tools.OfType<JsonObject>().Where(static tool => tool["type"]?.GetValue<string>() == "mcp");

    public JsonObject? FindMcp(string label) => Mcp.FirstOrDefault(tool => tool["server_label"]?.GetValue<string>() == label);

    public bool HasTool(string name) => Tools.Any(tool => tool?["name"]?.GetValue<string>() == name);

    public static bool IsTextOnly(JsonNode? modalities) => modalities is JsonArray { Count: 1 } list && list[0]!.GetValue<string>() == "text";

    private void MergeAudio(JsonObject audio)
    {
        if (audio["output"] is JsonObject output)
        {
            MergeObject(Output.AsObject(), output);
        }

        foreach (var (name, value) in audio["input"] as JsonObject ?? [])
        {
            var present = Input[name] as JsonObject;
            Input[name] = (name, value) switch
            {
                ("turn_detection", JsonObject given) => Merged(StartOf(present, given), given),
                ("transcription", JsonObject given) => Merged(present ?? SessionDefaults.Transcription(), given),
                ("noise_reduction", JsonObject given) => Merged(present ?? [], given),
                _ => value?.DeepClone(),
            };
        }
    }

    private JsonObject StartOf(JsonObject? present, JsonObject given)
    {
        var type = given["type"]!.GetValue<string>();
        return present is not null && present["type"]!.GetValue<string>() == type ? present : SessionDefaults.TurnDetection(type, Model);
    }

    private TimeSpan Milliseconds(string name, int standard) =>
        TimeSpan.FromMilliseconds(Vad?[name] is JsonValue value && value.TryGetValue<double>(out var given) ? given : standard);

    private static JsonObject Merged(JsonObject start, JsonObject given)
    {
        var merged = start.DeepClone().AsObject();
        MergeObject(merged, given);
        return merged;
    }

    private static void MergeObject(JsonObject target, JsonObject given)
    {
        foreach (var (name, value) in given)
        {
            target[name] = value?.DeepClone();
        }
    }
}
