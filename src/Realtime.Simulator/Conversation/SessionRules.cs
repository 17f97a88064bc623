using System.Text.Json;
using Realtime.Simulator.Schema;

namespace Realtime.Simulator.Conversation;

/// <summary>What the service refuses in a session although its description allows it.</summary>
internal static class SessionRules
{
    private static readonly string[] NumericVad = ["threshold", "prefix_padding_ms", "silence_duration_ms"];

    /// <summary>Checks the body of an accept or of a new call.</summary>
    /// <param name="session">The session.</param>
    /// <param name="isSipAccept">Accept of a SIP call refuses the numeric members of turn detection; an update takes them.</param>
    public static SchemaFault? CheckNew(JsonElement session, bool isSipAccept)
    {
        if (ApiSchema.Instance.Check(ApiSchema.Session, session, "session") is { } fault)
        {
            return fault;
        }

        if (isSipAccept && At(session, "audio", "input", "turn_detection") is { ValueKind: JsonValueKind.Object } vad)
        {
            var numeric = NumericVad.FirstOrDefault(name => vad.TryGetProperty(name, out _));
            if (numeric is not null)
            {
                return SchemaFault.Unknown("session.audio.input.turn_detection." + numeric);
            }
        }

        var model = At(session, "model")?.GetString() ?? SessionDefaults.Model;
        return CheckAlways(session, model);
    }

    /// <summary>Checks the session of a <c>session.update</c>, whose schema was checked before.</summary>
    public static SchemaFault? CheckUpdate(JsonElement session, SessionSettings settings, bool hasSpoken)
    {
        if (session.GetProperty("type").GetString() != "realtime")
        {
            return new SchemaFault(
                "invalid_value", "Passing a transcription session update event to a realtime session is not allowed.", "session.type");
        }

        if (At(session, "model")?.GetString() is { } model && model != settings.Model)
        {
            return new SchemaFault("invalid_value", "The model of a session cannot be changed.", "session.model");
        }

        if (hasSpoken && At(session, "audio", "output", "voice") is { } voice && voice.ToString() != settings.Output["voice"]?.ToString())
        {
            return new SchemaFault(
                "cannot_update_voice", "Cannot update a conversation's voice if assistant audio is present.", "session.audio.output.voice");
        }

        return CheckAlways(session, settings.Model);
    }

    /// <summary>Audio formats in the session of a SIP call are taken and then heard as static.</summary>
    public static bool HasAudioFormat(JsonElement session) =>
        At(session, "audio", "input", "format") is not null || At(session, "audio", "output", "format") is not null;

    private static SchemaFault? CheckAlways(JsonElement session, string model)
    {
        if (At(session, "output_modalities") is { } modalities && modalities.GetArrayLength() != 1)
        {
            return new SchemaFault(
                "invalid_value", "Invalid modalities: supported combinations are: ['text'] and ['audio'].", "session.output_modalities");
        }

        foreach (var name in (string[])["reasoning", "parallel_tool_calls"])
        {
            if (At(session, name) is not null && !SessionDefaults.Reasons(model))
            {
                return new SchemaFault("invalid_value", $"Invalid '{name}': not supported with the model '{model}'.", "session." + name);
            }
        }

        return null;
    }

    private static JsonElement? At(JsonElement value, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            if (value.ValueKind != JsonValueKind.Object || !value.TryGetProperty(name, out value))
            {
                return null;
            }
        }

        return value;
    }
}
