using System.Text.Json.Nodes;
using Realtime.Simulator.Script;

namespace Realtime.Simulator.Conversation;

/// <summary>The service asks whether it may call an MCP server's tool.</summary>
internal sealed class McpApprovalItem(string responseId, int index, McpCall call) : OutputItem(responseId, index, "mcpr_")
{
    public McpCall Call => call;

    public override int TextLength => call.Arguments.Length + call.Name.Length;

    public override JsonObject ToJson() => new()
    {
        ["id"] = Id,
        ["type"] = "mcp_approval_request",
        ["server_label"] = call.ServerLabel,
        ["name"] = call.Name,
        ["arguments"] = IsFinished ? call.Arguments : string.Empty,
    };

    public override IEnumerable<JsonObject> Pieces() => [];

    protected override IEnumerable<JsonObject> Closing() => [];
}
