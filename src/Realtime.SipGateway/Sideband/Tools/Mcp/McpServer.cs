using ModelContextProtocol.Client;

namespace Realtime.SipGateway.Sideband.Tools.Mcp;

/// <summary>
/// One server and its one client for all calls: connected at the first use, anew after it broke, and left alone for a while after it could not be reached.
/// </summary>
internal sealed class McpServer(string name, McpTransports transports, McpServerOptions options, TimeProvider time, ILogger logger) : IAsyncDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly CancellationTokenSource _disposed = new();
    private McpClient? _client;
    private int _isDisposed;
    private Dictionary<string, McpClientTool> _tools = [];
    private (long At, string Why)? _failed;

    public string Name => name;

    /// <summary>The client and what it offers. Who gives up waiting leaves the connecting to the others.</summary>
    /// <exception cref="McpUnreachableException">It does not answer, or did not a moment ago.</exception>
    public Task<(McpClient Client, IReadOnlyDictionary<string, McpClientTool> Tools)> ConnectAsync(CancellationToken cancellationToken) =>
        ConnectAsync().WaitAsync(cancellationToken);

    /// <summary>A call failed by its connection: the next one gets a new one.</summary>
    public async Task BrokenAsync(McpClient client)
    {
        await _gate.WaitAsync(CancellationToken.None);
        try
        {
            if (_client == client)
            {
                await DropAsync();
            }
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>The container that holds it under several names does so once for each.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 1)
        {
            return;
        }

        await _disposed.CancelAsync();
        await _gate.WaitAsync(CancellationToken.None);
        await DropAsync();
        _gate.Dispose();
        _disposed.Dispose();
    }

    private async Task<(McpClient Client, IReadOnlyDictionary<string, McpClientTool> Tools)> ConnectAsync()
    {
        await _gate.WaitAsync(_disposed.Token);
        try
        {
            if (_client is { Completion.IsCompleted: false } connected)
            {
                return (connected, _tools);
            }

            await DropAsync();
            if (_failed is { } failed && time.GetElapsedTime(failed.At) < TimeSpan.FromMilliseconds(options.RestMs))
            {
                throw new McpUnreachableException(failed.Why);
            }

            (_client, _tools) = await OpenAsync();
            return (_client, _tools);
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task<(McpClient Client, Dictionary<string, McpClientTool> Tools)> OpenAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(options.ConnectTimeoutMs), time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, _disposed.Token);
        McpClient? client = null;
        try
        {
            client = await McpClient.CreateAsync(
                transports.Open(name),
                new McpClientOptions
                {
                    ClientInfo = new() { Name = "Realtime.SipGateway", Version = "1" },
                    InitializationTimeout = TimeSpan.FromMilliseconds(options.ConnectTimeoutMs),
                },
                cancellationToken: either.Token);
            var listed = await client.ListToolsAsync(cancellationToken: either.Token);
            var tools = listed.GroupBy(tool => tool.Name).ToDictionary(group => group.Key, group => group.First(), StringComparer.Ordinal);
            _failed = null;
            logger.McpConnected(name, tools.Count);
            return (client, tools);
        }
#pragma warning disable CA1031 // Whatever a server or its program does, its tools fail and no call does.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            await CloseAsync(client);
            var why = patience.IsCancellationRequested ? $"no answer in {options.ConnectTimeoutMs} ms" : fault.Message;
            _failed = (time.GetTimestamp(), why);
            logger.McpUnreachable(name, why);
            throw new McpUnreachableException(why);
        }
    }

    private async Task DropAsync()
    {
        var client = _client;
        _client = null;
        await CloseAsync(client);
    }

    private static async Task CloseAsync(McpClient? client)
    {
        if (client is not null)
        {
            try
            {
                await client.DisposeAsync();
            }
#pragma warning disable CA1031 // A broken connection may fail once more when it is put away.
            catch (Exception)
#pragma warning restore CA1031
            {
                // It is gone.
            }
        }
    }
}
