using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Realtime.SipGateway.Calls;

namespace Realtime.SipGateway.OpenAi;

/// <summary>
/// An event of a vendor's webhook. Read by hand and leniently: members that are missing, unknown or of another kind than documented are as if
/// not there, because a refusal makes the vendor repeat the same event for three days.
/// </summary>
/// <param name="Type">Such as <see cref="CallIncoming"/>.</param>
/// <param name="Call">Of <see cref="CallIncoming"/>; null for other types and for test deliveries without a call.</param>
public sealed record WebhookEvent(string Type, IncomingCall? Call)
{
    public const string CallIncoming = "realtime.call.incoming";

    private const int MaxDepth = 16;

    /// <summary>An INVITE has some twenty headers; what comes after these is not looked at.</summary>
    private const int MaxHeaders = 128;

    private const int MaxHeaderLength = 1_024;

    private const int MaxTypeLength = 100;

    /// <summary>False when this is no JSON object with a <c>type</c>.</summary>
    public static bool TryParse(ReadOnlyMemory<byte> body, [NotNullWhen(true)] out WebhookEvent? parsed)
    {
        parsed = null;
        try
        {
            using var document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = MaxDepth });
            if (Text(document.RootElement, "type") is not { Length: > 0 and <= MaxTypeLength } type)
            {
                return false;
            }

            parsed = new WebhookEvent(type, type == CallIncoming ? ReadCall(document.RootElement) : null);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
        catch (InvalidOperationException)
        {
            // A string that is no UTF-16 when unescaped.
            return false;
        }
    }

    private static IncomingCall? ReadCall(JsonElement root) =>
        Member(root, "data") is { } data && RealtimeCallId.TryParse(Text(data, "call_id"), out var id)
            ? new IncomingCall(id, ReadHeaders(data), Text(data, "sip_media_security"))
            : null;

    private static List<KeyValuePair<string, string>> ReadHeaders(JsonElement data)
    {
        if (Member(data, "sip_headers") is not { ValueKind: JsonValueKind.Array } headers)
        {
            return [];
        }

        return [.. headers.EnumerateArray().Take(MaxHeaders)
            .Select(header => (Name: Text(header, "name"), Value: Text(header, "value")))
            .Where(header => header.Name is { Length: <= MaxHeaderLength } && header.Value is { Length: <= MaxHeaderLength })
            .Select(header => new KeyValuePair<string, string>(header.Name!, header.Value!))];
    }

    private static JsonElement? Member(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : null;

    private static string? Text(JsonElement element, string name) =>
        Member(element, name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;
}
