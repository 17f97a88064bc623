using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Realtime.SipGateway.Sideband.Tools.Hosted;

/// <summary>What the gateway says about tools of hosted MCP servers.</summary>
internal static class HostedEvents
{
    /// <summary>The word on a call. Its item id follows from the question, so that the service refuses it when it comes twice.</summary>
    public static byte[] Decide(string eventId, string requestId, bool approve, string? reason)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("type", "conversation.item.create");
            writer.WriteString("event_id", eventId);
            writer.WriteStartObject("item");
            writer.WriteString("id", ResponseId(requestId));
            writer.WriteString("type", HostedItem.ApprovalResponse);
            writer.WriteString("approval_request_id", requestId);
            writer.WriteBoolean("approve", approve);
            if (reason is not null)
            {
                writer.WriteString("reason", reason);
            }

            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>At most 32 characters, as the service once asked of ids that a client makes.</summary>
    private static string ResponseId(string requestId) =>
        "mar_" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(requestId)).AsSpan(0, 14));
}
