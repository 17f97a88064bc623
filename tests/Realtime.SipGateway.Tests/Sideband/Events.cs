using System.Text.Json;

namespace Realtime.SipGateway.Tests.Sideband;

/// <summary>What the service says, in the shapes of the API reference.</summary>
internal static class Events
{
    /// <summary><c>session.created</c> or <c>session.updated</c> with the session that is in force.</summary>
    public static string Session(string type, object session) => Json(new { type, session });

    public static string Created(string response, JsonElement? create = null) => Json(new
    {
        type = "response.created",
        event_id = "event_1",
        response = new
        {
            id = response,
            status = "in_progress",
            usage = (object?)null,
            metadata = create is { } ours ? new { gateway_event = ours.GetProperty("event_id").GetString() } : null,
        },
    });

    public static string Done(string response, string status = "completed", string? reason = null) => Json(new
    {
        type = "response.done",
        response = new
        {
            id = response,
            status,
            status_details = reason is null ? null : new { type = status, reason },
            usage = new
            {
                input_tokens = 100,
                output_tokens = 20,
                input_token_details = new { text_tokens = 60, audio_tokens = 40, image_tokens = 0, cached_tokens = 64, cached_tokens_details = new { text_tokens = 48, audio_tokens = 16 } },
                output_token_details = new { text_tokens = 5, audio_tokens = 15 },
            },
        },
    });

    /// <summary>The answer to a question beside the conversation begins.</summary>
    public static string AskCreated(string response, JsonElement create) => Json(new
    {
        type = "response.created",
        response = new { id = response, status = "in_progress", conversation_id = (string?)null, metadata = create.GetProperty("response").GetProperty("metadata") },
    });

    /// <summary>The answer to a question beside the conversation is there.</summary>
    public static string AskDone(string response, JsonElement create, string answer, string status = "completed") => Json(new
    {
        type = "response.done",
        response = new
        {
            id = response,
            status,
            conversation_id = (string?)null,
            metadata = create.GetProperty("response").GetProperty("metadata"),
            output = new[] { new { id = "item_" + response, type = "message", role = "assistant", content = new[] { new { type = "output_text", text = answer } } } },
            usage = new { input_tokens = 100, output_tokens = 20 },
        },
    });

    public static string Text(string response, string item, string delta) =>
        Json(new { type = "response.output_text.delta", response_id = response, item_id = item, delta });

    public static string TextWhole(string response, string item, string text) =>
        Json(new { type = "response.output_text.done", response_id = response, item_id = item, text });

    public static string Words(string response, string item, string delta) => Json(new
    {
        type = "response.output_audio_transcript.delta",
        response_id = response,
        item_id = item,
        delta,
        obfuscation = "xxxx",
    });

    public static string Transcript(string response, string item, string transcript) =>
        Json(new { type = "response.output_audio_transcript.done", response_id = response, item_id = item, transcript });

    public static string CallerWords(string item, string delta) =>
        Json(new { type = "conversation.item.input_audio_transcription.delta", item_id = item, content_index = 0, delta });

    public static string CallerTranscript(string item, string transcript, object? usage = null) =>
        Json(new { type = "conversation.item.input_audio_transcription.completed", item_id = item, content_index = 0, transcript, usage });

    public static string Audio(string what, string response) => Json(new { type = "output_audio_buffer." + what, response_id = response });

    public static string ItemAdded(string response, string item, string type = "message") => Json(new
    {
        type = "response.output_item.added",
        response_id = response,
        item = new { id = item, type, status = "in_progress", role = "assistant", content = Array.Empty<object>() },
    });

    public static string FunctionCall(string response, string callId, string name, string arguments, string status = "completed") => Json(new
    {
        type = "response.output_item.done",
        response_id = response,
        item = new { id = "item_" + callId, type = "function_call", status, call_id = callId, name, arguments },
    });

    public static string OutputKept(string callId) => Json(new
    {
        type = "conversation.item.added",
        item = new { id = "fco", type = "function_call_output", call_id = callId, output = "x" },
    });

    public static string Kept(string item, string? previous = null) =>
        Json(new { type = "conversation.item.added", previous_item_id = previous, item = new { id = item, type = "message", role = "system", status = "completed", content = Array.Empty<object>() } });

    public static string Error(string code, JsonElement? about = null, string message = "No.") => Json(new
    {
        type = "error",
        event_id = (string?)null,
        error = new { type = "invalid_request_error", code, message, event_id = about?.GetProperty("event_id").GetString() },
    });

    private static string Json(object value) => JsonSerializer.Serialize(value);
}
