using System.Text.Json.Nodes;
using Realtime.Simulator.Script;

namespace Realtime.Simulator.Conversation;

/// <summary>A call of an MCP server's tool within a response: arguments are streamed, then the service calls the server, then it tells the result.</summary>
internal sealed class McpCallItem(string responseId, int index, McpCall call) : OutputItem(responseId, index, "mcp_")
{
    public override int TextLength => call.Arguments.Length + call.Name.Length;

    public override JsonObject ToJson() => McpItems.Call(Id, call, IsFinished, null);

    public override IEnumerable<JsonObject> Pieces()
    {
        var delta = ServerEvents.OfItem("response.mcp_call_arguments.delta", this);
        yield return delta.WithDelta(call.Arguments);
        var done = ServerEvents.OfItem("response.mcp_call_arguments.done", this);
        done["arguments"] = call.Arguments;
        yield return done;
        yield return McpItems.Progress("in_progress", Id, Index);
    }

    protected override IEnumerable<JsonObject> Closing()
    {
        yield return McpItems.Progress(call.Output is null ? "failed" : "completed", Id, Index);
    }
}
