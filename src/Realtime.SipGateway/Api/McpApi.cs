using Microsoft.AspNetCore.Http.HttpResults;
using Realtime.SipGateway.Calls;

namespace Realtime.SipGateway.Api;

/// <summary>The MCP servers of the site: whether they answer, and what they offer, with the pins for the policy.</summary>
internal static class McpApi
{
    public static void Map(RouteGroupBuilder api) => api
        .MapGet("/mcp/servers", static async Task<JsonHttpResult<IReadOnlyList<McpServerStatus>>> (IMcpServers servers, CancellationToken ct) =>
            TypedResults.Json(await servers.ListAsync(ct), ApiJson.Default.IReadOnlyListMcpServerStatus))
        .RequireAuthorization(nameof(ApiScope.Admin))
        .WithName("ListMcpServers").WithSummary("MCP servers of the site and their tools.");
}
