using System.Text.Json.Nodes;
using Realtime.Simulator.Schema;
using Realtime.Simulator.Story;

namespace Realtime.Simulator.Conversation;

/// <summary>Makes the service's events with the members, nulls and ids of live captures.</summary>
internal static class ServerEvents
{
    public static JsonObject New(string type) => new() { ["type"] = type, ["event_id"] = Ids.New("event_") };

    public static JsonObject Session(string type, SessionSettings settings)
    {
        var sent = New(type);
        sent["session"] = settings.ToJson();
        return sent;
    }

    public static JsonObject Error(SchemaFault fault, string? clientEventId)
    {
        var sent = New("error");
        sent["error"] = new JsonObject
        {
            ["type"] = "invalid_request_error",
            ["code"] = fault.Code,
            ["message"] = fault.Message,
            ["param"] = fault.Param,
            ["event_id"] = clientEventId,
        };
        return sent;
    }

    /// <summary>An event about an item by its id: <c>speech_started</c>, <c>truncated</c>, <c>deleted</c> and so on.</summary>
    public static JsonObject AboutItem(string type, string itemId, params ReadOnlySpan<(string Name, JsonNode? Value)> more)
    {
        var sent = New(type);
        foreach (var (name, value) in more)
        {
            sent[name] = value;
        }

        sent["item_id"] = itemId;
        return sent;
    }

    /// <summary>An event that carries an item: <c>conversation.item.added</c> and <c>.done</c>.</summary>
    public static JsonObject WithItem(string type, string? previousItemId, JsonObject item)
    {
        var sent = New(type);
        sent["previous_item_id"] = previousItemId;
        sent["item"] = item.DeepClone();
        return sent;
    }

    public static JsonObject Retrieved(JsonObject item)
    {
        var sent = New("conversation.item.retrieved");
        sent["item"] = item.DeepClone();
        return sent;
    }

    public static JsonObject Response(string type, JsonObject response)
    {
        var sent = New(type);
        sent["response"] = response;
        return sent;
    }

    /// <summary>An event of one output item of a response.</summary>
    public static JsonObject OfItem(string type, OutputItem item)
    {
        var sent = New(type);
        sent["response_id"] = item.ResponseId;
        sent["item_id"] = item.Id;
        sent["output_index"] = item.Index;
        return sent;
    }

    /// <summary>An event of the first content part of an output item.</summary>
    public static JsonObject OfContent(string type, OutputItem item)
    {
        var sent = OfItem(type, item);
        sent["content_index"] = 0;
        return sent;
    }

    /// <summary><c>response.output_item.added</c> and <c>.done</c>, which name the item only inside.</summary>
    public static JsonObject OutputItem(string type, OutputItem item)
    {
        var sent = New(type);
        sent["response_id"] = item.ResponseId;
        sent["output_index"] = item.Index;
        sent["item"] = item.ToJson();
        return sent;
    }

    /// <summary>Adds a streamed piece with its padding.</summary>
    public static JsonObject WithDelta(this JsonObject sent, string delta)
    {
        sent["delta"] = delta;
        sent["obfuscation"] = Ids.Obfuscation(delta);
        return sent;
    }

    public static JsonObject OutputAudioBuffer(string what, string responseId) => new()
    {
        ["type"] = "output_audio_buffer." + what,
        ["event_id"] = Ids.NewHex("event_", 16),
        ["response_id"] = responseId,
    };

    public static JsonObject Dtmf(char digit, DateTimeOffset at) => new()
    {
        ["type"] = "input_audio_buffer.dtmf_event_received",
        ["event"] = digit.ToString(),
        ["received_at"] = at.ToUnixTimeSeconds(),
    };

    public static JsonObject RateLimits(long used)
    {
        const long Limit = 15_000_000;
        var sent = New("rate_limits.updated");
        sent["rate_limits"] = new JsonArray(new JsonObject
        {
            ["name"] = "tokens",
            ["limit"] = Limit,
            ["remaining"] = Limit - used,
            ["reset_seconds"] = Math.Round(used / (Limit / 60.0), 3),
        });
        return sent;
    }
}
