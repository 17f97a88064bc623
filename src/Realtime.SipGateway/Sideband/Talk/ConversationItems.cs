using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;

namespace Realtime.SipGateway.Sideband.Talk;

/// <summary>Writes what the gateway puts into a conversation: <c>conversation.item.create</c> with a message (API reference §5.1).</summary>
internal static class ConversationItems
{
    /// <summary>The caller's side of the conversation.</summary>
    public const string User = "user";

    /// <summary>An instruction that is neither the caller's nor the agent's.</summary>
    public const string System = "system";

    /// <summary>
    /// An id of ours, 28 characters: the service took no more than 32 from clients. By it an item that is sent twice is kept once. It is random, not
    /// counted: another process may go on with the conversation.
    /// </summary>
    public static string NewId() => "gwi_" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12));

    /// <summary>A text.</summary>
    /// <param name="eventId">Of the message.</param>
    /// <param name="itemId">Of the item, by <see cref="NewId"/>.</param>
    /// <param name="role"><see cref="User"/> or <see cref="System"/>.</param>
    /// <param name="text">What it says.</param>
    public static byte[] Text(string eventId, string itemId, string role, string text) => Message(eventId, itemId, role, writer => WriteText(writer, text));

    private static void WriteText(Utf8JsonWriter writer, string text)
    {
        writer.WriteStartObject();
        writer.WriteString("type", "input_text");
        writer.WriteString("text", text);
        writer.WriteEndObject();
    }

    private static byte[] Message(string eventId, string itemId, string role, Action<Utf8JsonWriter> content)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("type", "conversation.item.create");
            writer.WriteString("event_id", eventId);
            writer.WriteStartObject("item");
            writer.WriteString("id", itemId);
            writer.WriteString("type", "message");
            writer.WriteString("role", role);
            writer.WriteStartArray("content");
            content(writer);
            writer.WriteEndArray();
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }
}
