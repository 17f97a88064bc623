using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Tests.Sideband.Tools.Mcp;
using Xunit;
using static Realtime.SipGateway.Tests.Scenarios.ToolStage;

namespace Realtime.SipGateway.Tests.Scenarios;

/// <summary>A tool of an MCP server of the site, over streamable HTTP, from the caller's question to the answer.</summary>
public sealed class McpToolScenarios
{
    [Fact]
    public async Task A_tool_of_an_MCP_server_answers_the_caller()
    {
        await using var server = await RealMcpServer.StartAsync();
        await using var scenario = await StartAsync(
            """ { "call_tool": { "name": "find", "arguments": { "id": "42" } } }, { "agent": "You are {{output.name}}." } """,
            """
            "find": { "type": "mcp", "server": "crm", "tool": "find_customer", "description": "Finds a customer.",
              "parameters": { "type": "object", "properties": { "id": { "type": "string" } }, "required": ["id"] } }
            """,
            settings: new() { ["McpServers:crm:Url"] = server.Address.AbsoluteUri });
        await using var caller = scenario.Caller();
        await AskAsync(scenario, caller);

        await SaidAsync(scenario, "You are Ada.");

        var (record, events) = await EndAsync(scenario, caller);
        Assert.Equal(["42"], server.Customers);
        Assert.True(Assert.Single(events.OfType<ToolCompleted>()) is { Tool: "find", Succeeded: true });
        Assert.Equal((1, 0), (record.ToolCalls, record.ToolFailures));
        Assert.NotNull(server.Metas.Single()?["realtime-sip-gateway/idempotency-key"]);
    }
}
