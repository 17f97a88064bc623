using System.Diagnostics;
using System.Globalization;
using Xunit;

namespace Realtime.Interop.Tests;

/// <summary>The reference server of the Model Context Protocol (<c>@modelcontextprotocol/server-everything</c>), by stdio or by streamable HTTP.</summary>
internal sealed class McpEverything : IAsyncDisposable
{
    public const string Stdio = "stdio";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string _transport;
    private readonly string _program;
    private readonly TemporaryFolder _folder = new();
    private readonly int _port = Ports.Free().Port;
    private Stranger? _server;

    private McpEverything(string transport, string program) => (_transport, _program) = (transport, program);

    /// <summary>What the site configures for it.</summary>
    public Dictionary<string, string?> Settings => _transport == Stdio
        ? new()
        {
            ["McpServers:every:Command"] = "sh",
            ["McpServers:every:Arguments:0"] = "-c",
            ["McpServers:every:Arguments:1"] = $"echo $$ > '{ProcessFile}'; exec node '{_program}' stdio",
            ["McpServers:every:Environment:MCP_TEST_MODE"] = "interop",
            ["McpServers:every:ConnectTimeoutMs"] = "60000",
            ["McpServers:every:RestMs"] = "0",
        }
        : new()
        {
            ["McpServers:every:Url"] = $"http://127.0.0.1:{_port}/mcp",
            ["McpServers:every:ConnectTimeoutMs"] = "60000",
            ["McpServers:every:RestMs"] = "0",
        };

    private string ProcessFile => _folder.File("pid");

    public static async Task<McpEverything> StartAsync(string transport)
    {
        var modules = await NodeModules.FolderAsync();
        var everything = new McpEverything(
            transport, Path.Combine(modules, "node_modules", "@modelcontextprotocol", "server-everything", "dist", "index.js"));
        await everything.ListenAsync();
        return everything;
    }

    /// <summary>Ends it in the middle of what it does, as a crash would.</summary>
    public async Task KillAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
            return;
        }

        using var process = Process.GetProcessById(int.Parse(await File.ReadAllTextAsync(ProcessFile, TestContext.Current.CancellationToken), CultureInfo.InvariantCulture));
        process.Kill();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Starts it again; by stdio it is the gateway who does.</summary>
    public async Task ListenAsync()
    {
        if (_transport != Stdio)
        {
            _server = Stranger.Start("sh", "dash", _folder.Path, "-c", $"PORT={_port} exec node '{_program}' streamableHttp");
            await _server.WroteAsync("listening on port", Patience);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _folder.Dispose();
    }
}
