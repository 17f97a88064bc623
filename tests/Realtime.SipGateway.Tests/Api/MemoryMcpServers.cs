using System.Text.Json;
using Realtime.SipGateway.Calls;

namespace Realtime.SipGateway.Tests.Api;

/// <summary>One MCP server that answers and one that does not.</summary>
internal sealed class MemoryMcpServers : IMcpServers
{
    public Task<IReadOnlyList<McpServerStatus>> ListAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<McpServerStatus>>(
    [
        new("crm", Connected: true, null, [new McpToolStatus("find", "Finds.", JsonElement.Parse("""{"type":"object"}"""), "abc")]),
        new("erp", Connected: false, "refused", []),
    ]);
}
