using System.Text.Json;
using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Sideband.Talk;
using Event = Realtime.SipGateway.Sideband.ServerEvent;

namespace Realtime.SipGateway.Sideband;

/// <summary>
/// Reads events of one connection, tolerant of unknown members and nulls. Word deltas, nine of ten events, are read without a document and
/// share the strings of their ids.
/// </summary>
internal sealed class ServerEventReader
{
    private string _lastResponseId = "";
    private string _lastItemId = "";

    /// <summary>The event; null for a type that the gateway does not read.</summary>
    /// <exception cref="JsonException">The message is no JSON object with a type.</exception>
    /// <exception cref="InvalidOperationException">A member holds text that is no Unicode, or another type than it must.</exception>
    public ServerEvent? Read(ReadOnlyMemory<byte> json)
    {
        var kind = ServerEventTypes.Peek(json.Span);
        switch (kind)
        {
            case ServerEventKind.Unknown:
                return null;
            case ServerEventKind.AgentSpeechDelta:
            case ServerEventKind.AgentTextDelta:
            case ServerEventKind.CallerDelta:
                return ReadDelta(json.Span, kind);
            default:
                using (var document = JsonDocument.Parse(json))
                {
                    return ReadDocument(kind, document.RootElement);
                }
        }
    }

    private ServerEvent ReadDelta(ReadOnlySpan<byte> json, ServerEventKind kind)
    {
        var (responseId, itemId, delta) = ("", "", "");
        var reader = new Utf8JsonReader(json);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("delta"u8))
            {
                reader.Read();
                delta = reader.GetString() ?? "";
            }
            else if (reader.ValueTextEquals("response_id"u8))
            {
                responseId = ReadId(ref reader, ref _lastResponseId);
            }
            else if (reader.ValueTextEquals("item_id"u8))
            {
                itemId = ReadId(ref reader, ref _lastItemId);
            }
            else
            {
                reader.Skip();
            }
        }

        return kind == ServerEventKind.CallerDelta
            ? new Event.CallerWords(itemId, delta)
            : new Event.AgentWords(responseId, itemId, delta, kind == ServerEventKind.AgentSpeechDelta);
    }

    private static string ReadId(ref Utf8JsonReader reader, ref string last)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Null)
        {
            return "";
        }

        if (!reader.ValueTextEquals(last))
        {
            last = JsonReading.Checked(reader.GetString()!);
        }

        return last;
    }

    private static ServerEvent ReadDocument(ServerEventKind kind, JsonElement json) => kind switch
    {
        ServerEventKind.AgentSpeechDone => new Event.AgentTranscript(
            json.Id("response_id"), json.Id("item_id"), json.Text("transcript"), Spoken: true),
        ServerEventKind.AgentTextDone => new Event.AgentTranscript(
            json.Id("response_id"), json.Id("item_id"), json.Text("text"), Spoken: false),
        ServerEventKind.CallerCompleted => new Event.CallerTranscript(
            json.Id("item_id"), json.Text("transcript"), LanguageOf(json), SecondsOf(json.Member("usage")), TokensOf(json.Member("usage"))),
        ServerEventKind.CallerFailed => new Event.CallerTranscriptFailed(
            json.Id("item_id"), json.Member("error").TextOrNull("code"), json.Member("error").Text("message")),
        ServerEventKind.SessionReady => ReadSession(json.Member("session"), json.Text("type") == "session.updated"),
        ServerEventKind.Error => ReadError(json.Member("error")),
        ServerEventKind.SpeechStarted => new Event.SpeechStarted(json.Id("item_id"), json.NumberOrNull("audio_start_ms")),
        ServerEventKind.SpeechStopped => new Event.SpeechEnded(json.Id("item_id"), json.NumberOrNull("audio_end_ms")),
        ServerEventKind.Digit => new Event.Digit(json.Text("event")),
        ServerEventKind.ItemTruncated => new Event.ItemTruncated(json.Id("item_id")),
        ServerEventKind.AudioStarted => new Event.AudioStarted(json.Id("response_id")),
        ServerEventKind.AudioStopped => new Event.AudioStopped(json.Id("response_id")),
        ServerEventKind.AudioCleared => new Event.AudioCleared(json.Id("response_id")),
        ServerEventKind.OutputItemAdded => new Event.ItemOpened(json.Id("response_id"), ReadItem(json.Member("item"))),
        ServerEventKind.OutputItemDone => new Event.ItemDone(json.Id("response_id"), ReadItem(json.Member("item"))),
        ServerEventKind.ItemKept => new Event.ItemKept(ReadItem(json.Member("item")), json.IdOrNull("previous_item_id")),
        ServerEventKind.ItemRetrieved => new Event.ItemRetrieved(ReadItem(json.Member("item"))),
        ServerEventKind.HostedArguments => new Event.HostedArguments(json.Id("item_id"), json.Text("arguments")),
        ServerEventKind.HostedCallCompleted or ServerEventKind.HostedCallFailed => new Event.HostedCallEnded(
            json.Id("item_id"), kind == ServerEventKind.HostedCallCompleted),
        ServerEventKind.HostedListCompleted or ServerEventKind.HostedListFailed => new Event.HostedListEnded(
            json.Id("item_id"), kind == ServerEventKind.HostedListCompleted),
        ServerEventKind.ResponseCreated => new Event.ResponseCreated(
            json.Member("response").Id("id"),
            json.Member("response").Member("metadata").TextOrNull(ClientEvents.EventIdKey),
            AskOf(json.Member("response"))),
        ServerEventKind.ResponseDone => ReadDone(json.Member("response")),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not read as a document."),
    };

    private static Event.SessionReady ReadSession(JsonElement session, bool isUpdate) => new(
        session.TextOrNull("model"), session.Member("audio").Member("output").TextOrNull("voice"),
        session.ValueKind == JsonValueKind.Object ? session.Clone() : null, isUpdate);

    private static Event.Error ReadError(JsonElement error) =>
        new(error.TextOrNull("code") ?? error.TextOrNull("type"), error.Text("message"), error.TextOrNull("event_id"));

    private static string? LanguageOf(JsonElement json)
    {
        var languages = json.Member("languages");
        return languages.ValueKind == JsonValueKind.Array && languages.GetArrayLength() > 0 ? languages[0].TextOrNull("code") : null;
    }

    /// <summary>What is billed by time: <c>{"type":"duration","seconds":3.2}</c>.</summary>
    private static double? SecondsOf(JsonElement usage) =>
        usage.ValueKind == JsonValueKind.Object && usage.TryGetProperty("seconds", out var seconds) && seconds.ValueKind == JsonValueKind.Number
            && seconds.TryGetDouble(out var value) ? value : null;

    /// <summary>What is billed by tokens; null where the service does not tell of which kind they were.</summary>
    private static TranscriptionTokens? TokensOf(JsonElement usage)
    {
        var details = usage.Member("input_token_details");
        if (usage.NumberOrNull("input_tokens") is not { } input || details.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        var (text, audio) = (details.NumberOrNull("text_tokens") ?? 0, details.NumberOrNull("audio_tokens") ?? 0);
        return text >= 0 && audio >= 0 && (long)text + audio == input ? new TranscriptionTokens(text, audio, usage.NumberOrNull("output_tokens") ?? 0) : null;
    }

    private static Event.ResponseDone ReadDone(JsonElement response)
    {
        var details = response.Member("status_details");
        var usage = response.Member("usage");
        var tokens = new TokenUsage(
            usage.NumberOrNull("input_tokens") ?? 0,
            usage.NumberOrNull("output_tokens") ?? 0,
            usage.Member("input_token_details").NumberOrNull("cached_tokens") ?? 0,
            ReadDetails(usage.Member("input_token_details"), usage.Member("output_token_details")));
        var reason = details.TextOrNull("reason") ?? details.Member("error").TextOrNull("code") ?? details.Member("error").TextOrNull("type");
        var askId = AskOf(response);
        return new Event.ResponseDone(
            response.Id("id"), response.Text("status"), reason, tokens, askId, askId is null ? null : AnswerIn(response.Member("output")));
    }

    private static string? AskOf(JsonElement response) => response.Member("metadata").TextOrNull(OutOfBandRequest.IdKey);

    private static string? AnswerIn(JsonElement output) =>
        output.ValueKind == JsonValueKind.Array ? string.Concat(output.EnumerateArray().Select(static item => TextOf(item.Member("content")))) : null;

    /// <summary>Tokens by kind; null when the service does not tell them.</summary>
    private static TokenDetails? ReadDetails(JsonElement input, JsonElement output)
    {
        if (input.ValueKind != JsonValueKind.Object || output.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        var cached = input.Member("cached_tokens_details");
        return new TokenDetails(
            Of(input, "text_tokens"), Of(input, "audio_tokens"), Of(input, "image_tokens"),
            Of(cached, "text_tokens"), Of(cached, "audio_tokens"), Of(cached, "image_tokens"),
            Of(output, "text_tokens"), Of(output, "audio_tokens"));

        static int Of(JsonElement json, string name) => json.NumberOrNull(name) ?? 0;
    }

    private static ConversationItem ReadItem(JsonElement item) => new(
        item.Id("id"), item.Text("type"), item.Text("status"), item.TextOrNull("role"), TextOf(item.Member("content")),
        item.IdOrNull("call_id"), item.TextOrNull("name"), item.TextOrNull("arguments"))
    {
        Hosted = ReadHosted(item),
    };

    private static HostedItem? ReadHosted(JsonElement item)
    {
        if (!item.Text("type").StartsWith(HostedItem.Prefix, StringComparison.Ordinal))
        {
            return null;
        }

        var error = item.Member("error");
        var tools = item.Member("tools");
        return new HostedItem(
            item.IdOrNull("server_label"), item.IdOrNull("approval_request_id"), item.TextOrNull("output"),
            error.ValueKind == JsonValueKind.Object ? error.GetRawText() : null,
            tools.ValueKind == JsonValueKind.Array ? [.. tools.EnumerateArray().Select(tool => tool.Text("name"))] : null);
    }

    private static string? TextOf(JsonElement content)
    {
        if (content.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        var parts = content.EnumerateArray().Select(part => part.TextOrNull("transcript") ?? part.TextOrNull("text"));
        return string.Concat(parts);
    }
}
