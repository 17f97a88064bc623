using System.Text.Json.Nodes;
using Realtime.Simulator.Schema;
using Realtime.Simulator.Script;
using Realtime.Simulator.Story;

namespace Realtime.Simulator.Conversation;

/// <summary>
/// MCP servers of a session: their tools are listed once each, and calls that need a word wait for it. No server is ever called: what it answers is the
/// script's. Used only from the session's mailbox.
/// </summary>
internal sealed class McpDesk(SessionContext context, SessionSettings settings, EventOutlet outlet, ItemList items, Mailbox mailbox)
{
    private readonly HashSet<string> _listed = new(StringComparer.Ordinal);
    private readonly Dictionary<string, McpCall> _asked = new(StringComparer.Ordinal);

    /// <summary>A call that was allowed has its result.</summary>
    public event Action<string>? Answered;

    /// <summary>Lists the tools of servers that are new in the session.</summary>
    public void List()
    {
        foreach (var tool in settings.Mcp.ToList())
        {
            var label = tool["server_label"]!.GetValue<string>();
            if (!_listed.Add(label))
            {
                continue;
            }

            var item = new ConversationItem(Ids.New("mcpl_"), McpItems.List("", label, []));
            item.Json["id"] = item.Id;
            outlet.Emit(ServerEvents.WithItem("conversation.item.added", items.Append(item), item.Json));
            outlet.Emit(ServerEvents.AboutItem("mcp_list_tools.in_progress", item.Id));
            mailbox.After(context.WordInterval / context.Pace, () => Listed(item, label, tool));
        }
    }

    /// <summary>True when the session wants to be asked before this call.</summary>
    public bool MustAsk(McpCall call) => settings.FindMcp(call.ServerLabel)?["require_approval"] switch
    {
        JsonValue word => word.GetValue<string>() == "always",
        JsonObject filter => Names(filter["never"]) is not { } never || !never.Contains(call.Name),
        _ => true,
    };

    /// <summary>True when the session has the server and allows the tool.</summary>
    public bool Allows(McpCall call) => settings.FindMcp(call.ServerLabel) is { } tool && (Names(tool["allowed_tools"])?.Contains(call.Name) ?? true);

    public void Ask(McpApprovalItem item) => _asked[item.Id] = item.Call;

    /// <summary>What is wrong with a word on a call; null when it can be taken.</summary>
    public SchemaFault? Check(JsonObject json) => _asked.ContainsKey(json["approval_request_id"]!.GetValue<string>())
        ? null
        : new SchemaFault("invalid_value", $"MCP approval request with ID '{json["approval_request_id"]}' not found or already answered.", "item.approval_request_id");

    /// <summary>The client's word: the service calls the server, or leaves it.</summary>
    public void Decide(JsonObject json)
    {
        var requestId = json["approval_request_id"]!.GetValue<string>();
        if (!_asked.Remove(requestId, out var call) || !json["approve"]!.GetValue<bool>())
        {
            return;
        }

        var id = Ids.New("mcp_");
        var item = new ConversationItem(id, McpItems.Call(id, call, hasEnded: false, requestId));
        outlet.Emit(ServerEvents.WithItem("conversation.item.added", items.Append(item), item.Json));
        outlet.Emit(McpItems.Progress("in_progress", id, 0));
        mailbox.After(context.WordInterval / context.Pace, () =>
        {
            item.Json = McpItems.Call(id, call, hasEnded: true, requestId);
            outlet.Emit(McpItems.Progress(call.Output is null ? "failed" : "completed", id, 0));
            outlet.Emit(ServerEvents.WithItem("conversation.item.done", items.Before(id), item.Json));
            Answered?.Invoke(call.Output ?? "");
        });
    }

    private void Listed(ConversationItem item, string label, JsonObject tool)
    {
        if (context.Script.FailingMcp.Contains(label))
        {
            outlet.Emit(ServerEvents.AboutItem("mcp_list_tools.failed", item.Id));
            return;
        }

        item.Json = McpItems.List(item.Id, label, Names(tool["allowed_tools"]) ?? []);
        outlet.Emit(ServerEvents.AboutItem("mcp_list_tools.completed", item.Id));
        outlet.Emit(ServerEvents.WithItem("conversation.item.done", items.Before(item.Id), item.Json));
    }

    /// <summary>A list of names, or a filter with one; null when there is neither.</summary>
    private static List<string>? Names(JsonNode? given) => (given is JsonObject filter ? filter["tool_names"] : given) is JsonArray names
        ? [.. names.Select(static name => name!.GetValue<string>())]
        : null;
}
