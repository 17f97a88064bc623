using System.Net;
using System.Net.Sockets;

namespace Realtime.SipGateway.Tests.Scenarios;

/// <summary>A TCP relay between the gateway and a vendor's SIP that can stop to pass anything on, as a dead firewall state does: nobody is told.</summary>
internal sealed class FrozenWire : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _closed = new();
    private readonly List<TcpClient> _ends = [];
    private readonly List<Task> _running = [];
    private volatile bool _isFrozen;

    /// <summary>Begins to relay; the settings send the gateway's target <c>openai</c> here.</summary>
    public Dictionary<string, string?> Connect(IPEndPoint vendor)
    {
        _listener.Start();
        _running.Add(AcceptAsync(vendor));
        return new() { ["Targets:openai:OutboundProxy"] = _listener.LocalEndpoint.ToString() };
    }

    public void Freeze() => _isFrozen = true;

    public async ValueTask DisposeAsync()
    {
        await _closed.CancelAsync();
        _listener.Dispose();
        _ends.ForEach(end => end.Dispose());
        await Task.WhenAll(_running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _closed.Dispose();
    }

    private async Task AcceptAsync(IPEndPoint vendor)
    {
        while (true)
        {
            var near = await _listener.AcceptTcpClientAsync(_closed.Token);
            var far = new TcpClient();
            await far.ConnectAsync(vendor, _closed.Token);
            _ends.AddRange([near, far]);
            _running.Add(RelayAsync(near.GetStream(), far.GetStream()));
            _running.Add(RelayAsync(far.GetStream(), near.GetStream()));
        }
    }

    private async Task RelayAsync(NetworkStream from, NetworkStream to)
    {
        var buffer = new byte[16_384];
        int length;
        while ((length = await from.ReadAsync(buffer, _closed.Token)) > 0)
        {
            if (!_isFrozen)
            {
                await to.WriteAsync(buffer.AsMemory(0, length), _closed.Token);
            }
        }
    }
}
