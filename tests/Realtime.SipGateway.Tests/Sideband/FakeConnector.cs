using System.Collections.Concurrent;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Sideband;

namespace Realtime.SipGateway.Tests.Sideband;

/// <summary>The way to the service: each try is answered as the test planned, and with an open socket when nothing is planned.</summary>
internal sealed class FakeConnector : ISidebandConnector
{
    private readonly ConcurrentQueue<ConnectResult> _planned = new();
    private readonly List<FakeSocket> _sockets = [];
    private int _tries;

    public int Tries => Volatile.Read(ref _tries);

    public string? LastTarget { get; private set; }

    /// <summary>True: tries hang until they are given up.</summary>
    public bool Hangs { get; set; }

    public IReadOnlyList<FakeSocket> Sockets
    {
        get
        {
            lock (_sockets)
            {
                return [.. _sockets];
            }
        }
    }

    public void Refuse(int? status, TimeSpan? retryAfter = null) =>
        _planned.Enqueue(new ConnectResult(null, status, retryAfter, "refused"));

    public async Task<ConnectResult> ConnectAsync(string target, RealtimeCallId call, CancellationToken cancellationToken)
    {
        LastTarget = $"{target}/{call}";
        Interlocked.Increment(ref _tries);
        if (Hangs)
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }

        if (_planned.TryDequeue(out var planned))
        {
            return planned;
        }

        var socket = new FakeSocket();
        lock (_sockets)
        {
            _sockets.Add(socket);
        }

        return new ConnectResult(socket);
    }
}
