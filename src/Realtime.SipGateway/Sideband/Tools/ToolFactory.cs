using Realtime.SipGateway.Rules;

namespace Realtime.SipGateway.Sideband.Tools;

/// <summary>Makes tools of a policy ready to run, once per version.</summary>
internal static class ToolFactory
{
    /// <exception cref="Exception">The parameters are no JSON Schema that can be read; whatever the schema library throws.</exception>
    public static async Task<PreparedTool> PrepareAsync(string name, ToolDefinition definition) => definition switch
    {
        HttpToolDefinition http => new HttpTool(name, http, await ToolSchema.ReadAsync(http.Parameters, CancellationToken.None)),
        McpToolDefinition mcp => new PreparedTool(name, mcp, await ToolSchema.ReadAsync(mcp.Parameters, CancellationToken.None)),
        _ => new PreparedTool(name, definition),
    };
}
