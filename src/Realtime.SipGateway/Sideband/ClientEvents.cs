using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Realtime.SipGateway.Calls.Conversation;

namespace Realtime.SipGateway.Sideband;

/// <summary>What the gateway says on the sideband (API reference §5.1). Each message carries an event id, by which an error names it.</summary>
internal static class ClientEvents
{
    /// <summary>Metadata key that carries our event id through <c>response.created</c>: so a response is known to be ours.</summary>
    public const string EventIdKey = "gateway_event";

    /// <summary>Partial update; <paramref name="session"/> is written by the folder OpenAi and complete with its <c>type</c>.</summary>
    public static byte[] SessionUpdate(string eventId, ReadOnlySpan<byte> session)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = Begin(buffer, "session.update", eventId))
        {
            writer.WritePropertyName("session");
            writer.WriteRawValue(session);
            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    public static byte[] ResponseCreate(string eventId, ResponseRequest request) => Write("response.create", eventId, writer =>
    {
        writer.WriteStartObject("response");
        writer.WriteStartObject("metadata");
        writer.WriteString(EventIdKey, eventId);
        writer.WriteEndObject();
        if (request.OutOfBand)
        {
            writer.WriteString("conversation", "none");
            if (!request.WithContext)
            {
                writer.WriteStartArray("input");
                writer.WriteEndArray();
            }
        }

        if (request.Instructions is not null)
        {
            writer.WriteString("instructions", request.Instructions);
            writer.WriteString("tool_choice", "none");
        }

        writer.WriteEndObject();
    });

    public static byte[] ResponseCancel(string eventId, string responseId) =>
        Write("response.cancel", eventId, writer => writer.WriteString("response_id", responseId));

    public static byte[] OutputAudioClear(string eventId) => Write("output_audio_buffer.clear", eventId, static _ => { });

    public static byte[] ItemDelete(string eventId, string itemId) =>
        Write("conversation.item.delete", eventId, writer => writer.WriteString("item_id", itemId));

    public static byte[] ItemRetrieve(string eventId, string itemId) =>
        Write("conversation.item.retrieve", eventId, writer => writer.WriteString("item_id", itemId));

    /// <summary>A text for the conversation.</summary>
    /// <param name="eventId">Of the message.</param>
    /// <param name="itemId">Of the item: one of ours, so that the service refuses the text when it comes twice; null: the service makes one.</param>
    /// <param name="role">Who says it.</param>
    /// <param name="text">What is said.</param>
    public static byte[] TextItem(string eventId, string? itemId, ConversationRole role, string text) =>
        MessageItem(eventId, itemId, role, writer => WriteText(writer, text));

    /// <summary>An image for the conversation, in the caller's name: the service takes none of anybody else.</summary>
    public static byte[] ImageItem(string eventId, string itemId, ConversationImage image, string? text) =>
        MessageItem(eventId, itemId, ConversationRole.User, writer =>
        {
            if (text is not null)
            {
                WriteText(writer, text);
            }

            writer.WriteStartObject();
            writer.WriteString("type", "input_image");
            writer.WriteString("image_url", image.ToDataUri());
            if (image.Detail is not null)
            {
                writer.WriteString("detail", image.Detail);
            }

            writer.WriteEndObject();
        });

    /// <summary>An instruction to the model that is not the caller's and not the agent's.</summary>
    public static byte[] SystemItem(string eventId, string text) => TextItem(eventId, null, ConversationRole.System, text);

    /// <summary>A tool's answer. Its item id follows from the function call, so that the service refuses it when it comes twice.</summary>
    public static byte[] FunctionOutput(string eventId, string functionCallId, string output) =>
        Write("conversation.item.create", eventId, writer =>
        {
            writer.WriteStartObject("item");
            writer.WriteString("id", OutputItemId(functionCallId));
            writer.WriteString("type", "function_call_output");
            writer.WriteString("call_id", functionCallId);
            writer.WriteString("output", output);
            writer.WriteEndObject();
        });

    /// <summary>A call of a tool that the model did not make: what a late result is the output of.</summary>
    public static byte[] FunctionCall(string eventId, string functionCallId, string tool) => Write("conversation.item.create", eventId, writer =>
    {
        writer.WriteStartObject("item");
        writer.WriteString("id", "fc_" + OutputItemId(functionCallId)[4..]);
        writer.WriteString("type", "function_call");
        writer.WriteString("call_id", functionCallId);
        writer.WriteString("name", tool);
        writer.WriteString("arguments", "{}");
        writer.WriteEndObject();
    });

    /// <summary>The function call of a late result; the same for each try to tell it.</summary>
    public static string LateCallId(string executionId) => "late_" + OutputItemId(executionId)[4..28];

    /// <summary>At most 32 characters, as the service once asked of ids that a client makes.</summary>
    public static string OutputItemId(string functionCallId) =>
        "fco_" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(functionCallId)).AsSpan(0, 14));

    private static void WriteText(Utf8JsonWriter writer, string text)
    {
        writer.WriteStartObject();
        writer.WriteString("type", "input_text");
        writer.WriteString("text", text);
        writer.WriteEndObject();
    }

    private static byte[] MessageItem(string eventId, string? itemId, ConversationRole role, Action<Utf8JsonWriter> content) =>
        Write("conversation.item.create", eventId, writer =>
        {
            writer.WriteStartObject("item");
            if (itemId is not null)
            {
                writer.WriteString("id", itemId);
            }

            writer.WriteString("type", "message");
            writer.WriteString("role", role.Name());
            writer.WriteStartArray("content");
            content(writer);
            writer.WriteEndArray();
            writer.WriteEndObject();
        });

    private static byte[] Write(string type, string eventId, Action<Utf8JsonWriter> members)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = Begin(buffer, type, eventId))
        {
            members(writer);
            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static Utf8JsonWriter Begin(ArrayBufferWriter<byte> buffer, string type, string eventId)
    {
        var writer = new Utf8JsonWriter(buffer);
        writer.WriteStartObject();
        writer.WriteString("type", type);
        writer.WriteString("event_id", eventId);
        return writer;
    }
}
