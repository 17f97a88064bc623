using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Rules;

namespace Realtime.SipGateway.Sideband.Tools.Mcp;

/// <summary>Tools of the site's MCP servers.</summary>
internal sealed class McpToolHandler : IToolHandler, IMcpServers, IAsyncDisposable
{
    /// <summary>Where a server finds the key that is the same for every try of a function call.</summary>
    public const string IdempotencyMember = "realtime-sip-gateway/idempotency-key";

    private readonly Dictionary<string, McpServer> _servers;
    private readonly TimeProvider _time;
    private readonly ILogger<McpToolHandler> _logger;

    public McpToolHandler(McpTransports transports, IOptions<McpServersOptions> options, TimeProvider time, ILogger<McpToolHandler> logger)
    {
        (_time, _logger) = (time, logger);
        _servers = transports.Names.ToDictionary(
            name => name, name => new McpServer(name, transports, options.Value.Servers[name], time, logger), StringComparer.Ordinal);
    }

    public Type Definition => typeof(McpToolDefinition);

    public bool MayRepeat(PreparedTool tool) => ((McpToolDefinition)tool.Definition).Idempotent;

    public bool EndsWithCall(PreparedTool tool) => ((McpToolDefinition)tool.Definition).OnHangUp == "cancel";

    public async Task<ToolOutput> RunAsync(ToolRun run, CancellationToken cancellationToken)
    {
        var definition = (McpToolDefinition)run.Tool.Definition;
        if (!_servers.TryGetValue(definition.Server, out var server))
        {
            return ToolOutput.Failed("The site has no such server.");
        }

        using var deadline = new CancellationTokenSource(TimeSpan.FromMilliseconds(definition.TimeoutMs), _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            return await TryAsync(server, definition, run, definition.Idempotent, either.Token);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            return ToolOutput.Failed($"The service did not answer within {definition.TimeoutMs} ms.");
        }
        catch (McpUnreachableException)
        {
            return ToolOutput.Failed("The service could not be reached.");
        }
    }

    public async Task<IReadOnlyList<McpServerStatus>> ListAsync(CancellationToken cancellationToken) =>
        await Task.WhenAll(_servers.Values.Select(server => StatusAsync(server, cancellationToken)));

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers.Values)
        {
            await server.DisposeAsync();
        }
    }

    private async Task<ToolOutput> TryAsync(McpServer server, McpToolDefinition definition, ToolRun run, bool again, CancellationToken cancellationToken)
    {
        var (client, tools) = await server.ConnectAsync(cancellationToken);
        var name = definition.Tool ?? run.Tool.Name;
        var why = tools.TryGetValue(name, out var tool)
            ? McpPin.FaultOf(definition, tool.Description, tool.JsonSchema)
            : "the server does not have it";
        if (why is not null)
        {
            _logger.McpChanged(name, server.Name, why);
            return ToolOutput.Failed("The tool is not available: the service has changed.");
        }

        try
        {
            var request = new CallToolRequestParams
            {
                Name = name,
                Arguments = run.Arguments.EnumerateObject().ToDictionary(member => member.Name, member => member.Value),
                Meta = Meta(run),
            };
            return Read(await client.CallToolAsync(request, cancellationToken), definition.MaxResponseBytes);
        }
        catch (McpProtocolException refused)
        {
            return ToolOutput.Failed($"The service refused the request ({(int)refused.ErrorCode}).");
        }
        catch (Exception broken) when (broken is McpException or IOException or HttpRequestException or InvalidOperationException or ObjectDisposedException)
        {
            await server.BrokenAsync(client);
            return again
                ? await TryAsync(server, definition, run, again: false, cancellationToken)
                : ToolOutput.Failed("The connection to the service broke.");
        }
    }

    /// <summary>The trace goes here too: a stdio server has no headers, and a connection over HTTP is shared by all calls.</summary>
    private static JsonObject Meta(ToolRun run)
    {
        var meta = new JsonObject { [IdempotencyMember] = run.IdempotencyKey };
        if (Activity.Current is { IdFormat: ActivityIdFormat.W3C, Id: { } parent } span)
        {
            meta["traceparent"] = parent;
            if (span.TraceStateString is { Length: > 0 } state)
            {
                meta["tracestate"] = state;
            }
        }

        return meta;
    }

    private static ToolOutput Read(CallToolResult result, int maxBytes)
    {
        var text = result.StructuredContent is { ValueKind: not JsonValueKind.Undefined } structured
            ? structured.GetRawText()
            : string.Join('\n', result.Content.OfType<TextContentBlock>().Select(block => block.Text));
        if (Encoding.UTF8.GetByteCount(text) > maxBytes)
        {
            return ToolOutput.Failed($"The service's answer is longer than {maxBytes} bytes.");
        }

        return result.IsError == true
            ? ToolOutput.Failed("The service failed.", body: text)
            : ToolOutput.Done(text.Length > 0 ? text : """{"status":"done"}""");
    }

    private static async Task<McpServerStatus> StatusAsync(McpServer server, CancellationToken cancellationToken)
    {
        try
        {
            var (_, tools) = await server.ConnectAsync(cancellationToken);
            return new McpServerStatus(server.Name, Connected: true, null, [.. tools.Values.OrderBy(tool => tool.Name, StringComparer.Ordinal)
                .Select(tool => new McpToolStatus(tool.Name, tool.Description, tool.JsonSchema, McpPin.Of(tool.Description, tool.JsonSchema)))]);
        }
        catch (McpUnreachableException fault)
        {
            return new McpServerStatus(server.Name, Connected: false, fault.Message, []);
        }
    }
}
