using System.Text.Json;
using System.Text.Json.Nodes;

namespace Realtime.SipGateway.Api.Control;

/// <summary>A command as a client of the control WebSocket sends it: <c>{"type":"say","id":"7","text":"…"}</c>, the rest as in the REST request of that name.</summary>
/// <param name="Type">Which command; null: it is none.</param>
/// <param name="Id">Comes back in the reply; null: the client gave none.</param>
/// <param name="Body">The other members.</param>
internal sealed record ControlMessage(string? Type, string? Id, JsonObject Body)
{
    /// <summary>Longest id of a command.</summary>
    public const int MaxId = 128;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 16 };

    /// <summary>Null for what is no command of anybody.</summary>
    public static ControlMessage? Read(ReadOnlySpan<byte> json)
    {
        try
        {
            if (JsonNode.Parse(json, documentOptions: Strict) is not JsonObject body)
            {
                return null;
            }

            var (type, id) = (body["type"], body["id"]);
            body.Remove("type");
            body.Remove("id");
            var named = id?.GetValue<string>();
            return named?.Length > MaxId ? null : new ControlMessage(type?.GetValue<string>(), named, body);
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or FormatException)
        {
            // No JSON, a member that is no text, or a text that is none.
            return null;
        }
    }

    /// <summary>Takes a member out of the body; null when it has none, or it is no text.</summary>
    public string? TakeText(string name)
    {
        var member = Body[name];
        Body.Remove(name);
        try
        {
            return member is JsonValue value && value.TryGetValue<string>(out var found) ? found : null;
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair.
            return null;
        }
    }
}
