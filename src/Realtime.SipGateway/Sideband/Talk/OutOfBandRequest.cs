using System.Buffers;
using System.Text.Json;
using Realtime.SipGateway.Calls.Conversation;

namespace Realtime.SipGateway.Sideband.Talk;

/// <summary>Writes the <c>response.create</c> of a question beside the conversation (API reference §5.1): text only, no tools, named in its metadata.</summary>
internal static class OutOfBandRequest
{
    /// <summary>Metadata key of the question's id, which the service gives back in <c>response.created</c> and <c>response.done</c>.</summary>
    public const string IdKey = "gateway_ask";

    public const string PurposeKey = "gateway_purpose";

    public const string NameKey = "gateway_name";

    /// <summary>The service takes 512 characters.</summary>
    private const int MaxName = 256;

    public static byte[] Write(string eventId, string askId, string purpose, OutOfBandQuestion question)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("type", "response.create");
            writer.WriteString("event_id", eventId);
            writer.WriteStartObject("response");
            writer.WriteString("conversation", "none");
            writer.WriteStartObject("metadata");
            writer.WriteString(IdKey, askId);
            writer.WriteString(PurposeKey, purpose);
            writer.WriteString(NameKey, question.Name.Length <= MaxName ? question.Name : question.Name[..MaxName]);
            writer.WriteEndObject();
            writer.WriteStartArray("output_modalities");
            writer.WriteStringValue("text");
            writer.WriteEndArray();
            writer.WriteString("instructions", question.Instructions);
            writer.WriteStartArray("tools");
            writer.WriteEndArray();
            writer.WriteString("tool_choice", "none");
            writer.WriteNumber("max_output_tokens", question.MaxTokens);
            if (!question.WithConversation)
            {
                WriteInput(writer, question.Input);
            }

            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteInput(Utf8JsonWriter writer, string? text)
    {
        writer.WriteStartArray("input");
        if (text is not null)
        {
            writer.WriteStartObject();
            writer.WriteString("type", "message");
            writer.WriteString("role", ConversationRole.User.Name());
            writer.WriteStartArray("content");
            writer.WriteStartObject();
            writer.WriteString("type", "input_text");
            writer.WriteString("text", text);
            writer.WriteEndObject();
            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
