using System.Text.Json;
using System.Text.Json.Nodes;
using Realtime.Simulator.Schema;
using Realtime.Simulator.Story;

namespace Realtime.Simulator.Conversation;

/// <summary>The client events about items of the conversation. Used only from the session's mailbox.</summary>
internal sealed class ClientItemEvents(EventOutlet outlet, ItemList items, ResponseRunner runner, McpDesk mcp)
{
    private const string McpAnswer = "mcp_approval_response";

    public SchemaFault? Create(JsonElement received)
    {
        var json = JsonObject.Create(received.GetProperty("item"))!.DeepClone().AsObject();
        var given = received.TryGetProperty("previous_item_id", out var value) ? value.GetString() : null;
        if (CheckNew(json, given) is { } fault)
        {
            return fault;
        }

        var item = new ConversationItem(json["id"]?.GetValue<string>() ?? Ids.New("item_"), json);
        item.Json = WithId(json, item.Id);
        if (json["type"]!.GetValue<string>() == "function_call_output")
        {
            runner.ToolOutput = json["output"]!.GetValue<string>();
        }

        var previous = given switch { null => items.LastId, "root" => null, _ => given };
        if (given is null)
        {
            items.Append(item);
        }
        else
        {
            items.InsertAfter(previous, item);
        }

        outlet.Emit(ServerEvents.WithItem("conversation.item.added", previous, item.Json));
        outlet.Emit(ServerEvents.WithItem("conversation.item.done", previous, item.Json));
        if (json["type"]!.GetValue<string>() == McpAnswer)
        {
            mcp.Decide(json);
        }

        return null;
    }

    public SchemaFault? Delete(JsonElement received)
    {
        var id = received.GetProperty("item_id").GetString()!;
        if (!items.Remove(id))
        {
            return NoSuchItem("delete", "deleting", id);
        }

        outlet.Emit(ServerEvents.AboutItem("conversation.item.deleted", id));
        return null;
    }

    public SchemaFault? Retrieve(JsonElement received, IEventSink sink)
    {
        var id = received.GetProperty("item_id").GetString()!;
        if (items.Find(id) is not { } item)
        {
            return NoSuchItem("retrieve", "retrieving", id);
        }

        var json = item.Json.DeepClone().AsObject();
        foreach (var part in (json["content"] as JsonArray ?? []).OfType<JsonObject>().Where(part => part["type"]!.GetValue<string>().EndsWith("_audio", StringComparison.Ordinal)))
        {
            // What was heard is not kept here; the members are there, as live.
            part["audio"] = string.Empty;
            part["format"] = "pcm16";
        }

        outlet.EmitTo(sink, ServerEvents.Retrieved(json));
        return null;
    }

    public SchemaFault? Truncate(JsonElement received)
    {
        var id = received.GetProperty("item_id").GetString()!;
        if (items.Find(id) is not { } item)
        {
            return NoSuchItem("truncate", "truncating", id);
        }

        var first = (item.Json["content"] as JsonArray)?.FirstOrDefault() as JsonObject;
        if (!item.IsAssistant || first?["type"]?.GetValue<string>() != "output_audio")
        {
            return new SchemaFault("invalid_value", "Only the audio of assistant messages can be truncated.", "item_id");
        }

        var end = received.GetProperty("audio_end_ms").GetInt64();
        if (received.GetProperty("content_index").GetInt64() != 0 || end < 0 || end > item.AudioMs)
        {
            return new SchemaFault("invalid_value", $"Audio content of {item.AudioMs}ms is already shorter than {end}ms", "audio_end_ms");
        }

        first.Remove("transcript");
        runner.Truncate(id, (int)end);
        return null;
    }

    private SchemaFault? CheckNew(JsonObject json, string? previous)
    {
        if (previous is not (null or "root") && items.Find(previous) is null)
        {
            return new SchemaFault("invalid_value", $"Previous item with id '{previous}' does not exist.", "previous_item_id");
        }

        if (json["id"]?.GetValue<string>() is { } id && items.Find(id) is not null)
        {
            return new SchemaFault("invalid_value", $"An item with id '{id}' exists already.", "item.id");
        }

        if (ImageRules.Check(json) is { } fault)
        {
            return fault;
        }

        var type = json["type"]!.GetValue<string>();
        if (type == "function_call_output" && !items.All.Any(item => item.Json["type"]!.GetValue<string>() == "function_call"
            && item.Json["call_id"]!.GetValue<string>() == json["call_id"]!.GetValue<string>()))
        {
            return new SchemaFault("invalid_value", $"Tool call ID '{json["call_id"]}' not found in conversation.", "item.call_id");
        }

        if (type == McpAnswer && mcp.Check(json) is { } unasked)
        {
            return unasked;
        }

        return json["role"]?.GetValue<string>() == "assistant"
            && (json["content"] as JsonArray ?? []).Any(part => part?["type"]?.GetValue<string>() == "output_audio")
                ? new SchemaFault("invalid_value", "Assistant audio messages cannot be created by the client.", "item.content[0].type")
                : null;
    }

    /// <summary>The item as the service shows it: its id first, a status where it has one, no <c>object</c>.</summary>
    private static JsonObject WithId(JsonObject given, string id)
    {
        var json = new JsonObject { ["id"] = id, ["type"] = given["type"]!.DeepClone() };
        if (given["type"]!.GetValue<string>() is "message" or "function_call")
        {
            json["status"] = "completed";
        }

        foreach (var (name, value) in given.Where(member => member.Key is not ("id" or "type" or "status" or "object")))
        {
            json[name] = value?.DeepClone();
        }

        return json;
    }

    private static SchemaFault NoSuchItem(string verb, string doing, string id) =>
        new($"item_{verb}_invalid_item_id", $"Error {doing} item: the item with id '{id}' does not exist.", "item_id");
}
