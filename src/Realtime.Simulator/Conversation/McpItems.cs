using System.Text.Json.Nodes;
using Realtime.Simulator.Script;

namespace Realtime.Simulator.Conversation;

/// <summary>Items and events of MCP servers, by the API's description.</summary>
internal static class McpItems
{
    /// <param name="id">The item.</param>
    /// <param name="call">What is called.</param>
    /// <param name="hasEnded">Its result is there.</param>
    /// <param name="requestId">The question that it follows from; null: nobody was asked, and the arguments come in pieces.</param>
    public static JsonObject Call(string id, McpCall call, bool hasEnded, string? requestId) => new()
    {
        ["id"] = id,
        ["type"] = "mcp_call",
        ["server_label"] = call.ServerLabel,
        ["name"] = call.Name,
        ["arguments"] = hasEnded || requestId is not null ? call.Arguments : string.Empty,
        ["approval_request_id"] = requestId,
        ["output"] = hasEnded ? call.Output : null,
        ["error"] = hasEnded && call.Error is { } error ? new JsonObject { ["type"] = "tool_execution_error", ["message"] = error } : null,
    };

    public static JsonObject Progress(string what, string itemId, int index)
    {
        var sent = ServerEvents.New("response.mcp_call." + what);
        sent["output_index"] = index;
        sent["item_id"] = itemId;
        return sent;
    }

    public static JsonObject List(string id, string label, IEnumerable<string> tools) => new()
    {
        ["id"] = id,
        ["type"] = "mcp_list_tools",
        ["server_label"] = label,
        ["tools"] = new JsonArray([.. tools.Select(static tool => new JsonObject
        {
            ["name"] = tool,
            ["description"] = null,
            ["input_schema"] = new JsonObject { ["type"] = "object" },
            ["annotations"] = null,
        })]),
    };
}
