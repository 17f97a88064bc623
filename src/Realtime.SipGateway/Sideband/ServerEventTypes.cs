using System.Text.Json;

namespace Realtime.SipGateway.Sideband;

/// <summary>Wire names of <see cref="ServerEventKind"/> (API reference §5.3), the frequent ones first.</summary>
internal static class ServerEventTypes
{
    private static readonly (byte[] Name, ServerEventKind Kind)[] Names =
    [
        ("response.output_audio_transcript.delta"u8.ToArray(), ServerEventKind.AgentSpeechDelta),
        ("response.output_text.delta"u8.ToArray(), ServerEventKind.AgentTextDelta),
        ("conversation.item.input_audio_transcription.delta"u8.ToArray(), ServerEventKind.CallerDelta),
        ("conversation.item.added"u8.ToArray(), ServerEventKind.ItemKept),
        ("conversation.item.done"u8.ToArray(), ServerEventKind.ItemKept),
        ("response.output_item.added"u8.ToArray(), ServerEventKind.OutputItemAdded),
        ("response.output_item.done"u8.ToArray(), ServerEventKind.OutputItemDone),
        ("response.created"u8.ToArray(), ServerEventKind.ResponseCreated),
        ("response.done"u8.ToArray(), ServerEventKind.ResponseDone),
        ("response.output_audio_transcript.done"u8.ToArray(), ServerEventKind.AgentSpeechDone),
        ("response.output_text.done"u8.ToArray(), ServerEventKind.AgentTextDone),
        ("output_audio_buffer.started"u8.ToArray(), ServerEventKind.AudioStarted),
        ("output_audio_buffer.stopped"u8.ToArray(), ServerEventKind.AudioStopped),
        ("output_audio_buffer.cleared"u8.ToArray(), ServerEventKind.AudioCleared),
        ("input_audio_buffer.speech_started"u8.ToArray(), ServerEventKind.SpeechStarted),
        ("input_audio_buffer.speech_stopped"u8.ToArray(), ServerEventKind.SpeechStopped),
        ("conversation.item.input_audio_transcription.completed"u8.ToArray(), ServerEventKind.CallerCompleted),
        ("conversation.item.input_audio_transcription.failed"u8.ToArray(), ServerEventKind.CallerFailed),
        ("conversation.item.truncated"u8.ToArray(), ServerEventKind.ItemTruncated),
        ("conversation.item.retrieved"u8.ToArray(), ServerEventKind.ItemRetrieved),
        ("input_audio_buffer.dtmf_event_received"u8.ToArray(), ServerEventKind.Digit),
        ("session.created"u8.ToArray(), ServerEventKind.SessionReady),
        ("session.updated"u8.ToArray(), ServerEventKind.SessionReady),
        ("error"u8.ToArray(), ServerEventKind.Error),
        ("response.mcp_call_arguments.done"u8.ToArray(), ServerEventKind.HostedArguments),
        ("response.mcp_call.completed"u8.ToArray(), ServerEventKind.HostedCallCompleted),
        ("response.mcp_call.failed"u8.ToArray(), ServerEventKind.HostedCallFailed),
        ("mcp_list_tools.completed"u8.ToArray(), ServerEventKind.HostedListCompleted),
        ("mcp_list_tools.failed"u8.ToArray(), ServerEventKind.HostedListFailed),
    ];

    /// <summary>Looks no further than the top-level <c>type</c> member, wherever it stands.</summary>
    /// <exception cref="JsonException">Not a JSON object, or it has no <c>type</c> text.</exception>
    public static ServerEventKind Peek(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("An event is a JSON object.");
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("type"u8))
            {
                reader.Read();
                return reader.TokenType == JsonTokenType.String ? KindOf(ref reader) : throw new JsonException("The type is not a text.");
            }

            reader.Skip();
        }

        throw new JsonException("An event has a type.");
    }

    private static ServerEventKind KindOf(ref Utf8JsonReader reader)
    {
        foreach (var (name, kind) in Names)
        {
            if (reader.ValueTextEquals(name))
            {
                return kind;
            }
        }

        return ServerEventKind.Unknown;
    }
}
