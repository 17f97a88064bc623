using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Realtime.Simulator.Schema;

namespace Realtime.Simulator.Conversation;

/// <summary>Checks and carries out what a sideband sends. Used only from the session's mailbox.</summary>
internal sealed class ClientEvents(
    SessionContext context, SessionSettings settings, EventOutlet outlet, ResponseRunner runner, CallerTurns caller, ClientItemEvents items,
    Playout playout, Action settingsChanged)
{
    private static readonly string[] Types = [.. ApiSchema.Instance.TypesOf(ApiSchema.ClientEvent)];

    private long _received;

    /// <summary>Events received so far, right or wrong.</summary>
    public long Received => Interlocked.Read(ref _received);

    public void Handle(IEventSink sink, string text)
    {
        Interlocked.Increment(ref _received);
        if (ApiSchema.TryParse(Encoding.UTF8.GetBytes(text)) is not { ValueKind: JsonValueKind.Object } received)
        {
            outlet.Refuse(sink, new SchemaFault("invalid_event", "The event is not a JSON object.", null), "?", null);
            return;
        }

        var eventId = received.TryGetProperty("event_id", out var id) && id.ValueKind == JsonValueKind.String ? id.GetString() : null;
        var type = received.TryGetProperty("type", out var given) && given.ValueKind == JsonValueKind.String ? given.GetString()! : "?";
        context.Timeline.Add(context.CallId, "client event", type);
        if ((Check(received, type) ?? Carry(received, type, sink)) is { } fault)
        {
            outlet.Refuse(sink, fault, type, eventId);
        }
    }

    private static SchemaFault? Check(JsonElement received, string type)
    {
        if (!received.TryGetProperty("type", out _))
        {
            return SchemaFault.Missing("type");
        }

        if (!Types.Contains(type))
        {
            return SchemaFault.Value("type", type, Types);
        }

        return type == "input_audio_buffer.append"
            ? new SchemaFault("invalid_value", "Audio cannot be appended here: it belongs to the call's media.", "type")
            : ApiSchema.Instance.Check(ApiSchema.ClientEvent, received);
    }

    private SchemaFault? Carry(JsonElement received, string type, IEventSink sink) => type switch
    {
        "session.update" => UpdateSession(received.GetProperty("session")),
        "response.create" => CreateResponse(received),
        "response.cancel" => runner.Cancel(received.TryGetProperty("response_id", out var id) ? id.GetString() : null),
        "output_audio_buffer.clear" => ClearOutput(),
        "input_audio_buffer.commit" => CommitInput(),
        "input_audio_buffer.clear" => ClearInput(),
        "conversation.item.create" => items.Create(received),
        "conversation.item.delete" => items.Delete(received),
        "conversation.item.truncate" => items.Truncate(received),
        _ => items.Retrieve(received, sink),
    };

    private SchemaFault? UpdateSession(JsonElement session)
    {
        if (SessionRules.CheckUpdate(session, settings, runner.HasSpoken) is { } fault)
        {
            return fault;
        }

        if (SessionRules.HasAudioFormat(session))
        {
            context.Violations.Add("session.update", "audio_format", "An audio format in a SIP session is heard as static: the codec is that of the SDP.");
        }

        settings.Merge(JsonObject.Create(session)!);
        settingsChanged();
        outlet.Emit(ServerEvents.Session("session.updated", settings));
        return null;
    }

    private SchemaFault? CreateResponse(JsonElement received)
    {
        var request = received.TryGetProperty("response", out var response) ? JsonObject.Create(response) : null;
        if (request?["output_modalities"] is JsonArray { Count: not 1 })
        {
            return new SchemaFault(
                "invalid_value", "Invalid modalities: supported combinations are: ['text'] and ['audio'].", "response.output_modalities");
        }

        return runner.Start(request);
    }

    private SchemaFault? ClearOutput()
    {
        if (playout.Clear() is { } playing)
        {
            if (!playing.IsAside)
            {
                runner.MarkStopped();
            }

            outlet.Emit(ServerEvents.OutputAudioBuffer("cleared", playing.ResponseId));
        }

        return null;
    }

    private SchemaFault? CommitInput() => caller.CommitByClient()
        ? null
        : new SchemaFault("input_audio_buffer_commit_empty", "Error committing input audio buffer: the buffer is empty.", null);

    private SchemaFault? ClearInput()
    {
        caller.Clear();
        outlet.Emit(ServerEvents.New("input_audio_buffer.cleared"));
        return null;
    }
}
