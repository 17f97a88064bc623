using System.Collections.Concurrent;
using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;
using Server = ModelContextProtocol.Server.McpServer;

namespace Realtime.SipGateway.Tests.Sideband.Tools.Mcp;

/// <summary>An MCP server of the reference SDK over streamable HTTP, on a port of this machine.</summary>
internal sealed class RealMcpServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private RealMcpServer(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.First() + "/mcp");

    public ConcurrentQueue<string> Authorizations { get; } = new();

    public ConcurrentQueue<string> Customers { get; } = new();

    /// <summary><c>_meta</c> of each call of a tool, failed ones too.</summary>
    public ConcurrentQueue<JsonNode?> Metas { get; } = new();

    /// <summary>What the tool says of itself.</summary>
    public string Description { get; set; } = "Finds a customer.";

    /// <summary>Requests that are answered with 500 from now on.</summary>
    public int Failures { get; set; }

    public static async Task<RealMcpServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        var server = new RealMcpServer(app);
        app.MapPost("/mcp", server.TakeAsync);
        await app.StartAsync();
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private async Task TakeAsync(HttpContext context)
    {
        var message = await JsonSerializer.DeserializeAsync<JsonRpcMessage>(context.Request.Body, McpJsonUtilities.DefaultOptions, context.RequestAborted);
        if (message is JsonRpcRequest { Method: "tools/call" } call)
        {
            Metas.Enqueue(call.Params?["_meta"]);
        }

        if (message is JsonRpcRequest { Method: "tools/call" } && Failures > 0)
        {
            Failures--;
            context.Response.StatusCode = 500;
            return;
        }

        Authorizations.Enqueue(context.Request.Headers.Authorization.ToString());
        await using var transport = new StreamableHttpServerTransport { Stateless = true };
        await using var server = Server.Create(transport, Options());
        var running = server.RunAsync(context.RequestAborted);
        context.Response.ContentType = "text/event-stream";
        if (!await transport.HandlePostRequestAsync(message!, context.Response.Body, context.RequestAborted))
        {
            context.Response.Headers.ContentType = default;
            context.Response.StatusCode = 202;
        }

        await transport.DisposeAsync();
        await running;
    }

    private McpServerOptions Options() => new()
    {
        ServerInfo = new() { Name = "crm", Version = "1" },
        ToolCollection =
        [
            McpServerTool.Create(FindAsync, new() { Name = "find_customer", Description = Description }),
            McpServerTool.Create(static () => new string('x', 20_000), new() { Name = "huge" }),
        ],
    };

    private async Task<string> FindAsync([Description("Her number.")] string id, CancellationToken cancellationToken)
    {
        Customers.Enqueue(id);
        if (id == "slow")
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }

        return id == "bad" ? throw new McpException("No such customer.") : $$"""{"name":"Ada","id":"{{id}}"}""";
    }
}
