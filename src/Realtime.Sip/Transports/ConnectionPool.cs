using System.Net;

namespace Realtime.Sip.Transports;

/// <summary>
/// The connections that we opened, by peer. The first request waits for the first connection; the pool then fills up beside the
/// traffic, and new dialogs are spread over it.
/// </summary>
internal sealed class ConnectionPool(Func<SipDestination, Task<SipConnectResult>> open, TransportContext context)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<PeerKey, Peer> _peers = [];

    public Task<SipConnectResult> GetAsync(SipDestination destination)
    {
        var key = KeyOf(destination);
        lock (_gate)
        {
            if (!_peers.TryGetValue(key, out var peer))
            {
                _peers.Add(key, peer = new Peer());
            }

            peer.Open.RemoveAll(flow => !flow.IsUsable);
            var hasRoom = peer.Open.Count + peer.Opening.Count < destination.PoolSize;
            if (peer.Open.Count == 0)
            {
                return hasRoom ? Begin(key, peer, destination) : peer.Opening[peer.NextTurn(peer.Opening.Count)];
            }

            if (hasRoom && MayRetry(peer))
            {
                _ = Begin(key, peer, destination);
            }

            return Task.FromResult<SipConnectResult>(peer.Open[peer.NextTurn(peer.Open.Count)]);
        }
    }

    public void Remove(SipDestination destination, SipFlow flow)
    {
        var key = KeyOf(destination);
        lock (_gate)
        {
            if (_peers.TryGetValue(key, out var peer))
            {
                peer.Open.Remove(flow);
                Forget(key, peer);
            }
        }
    }

    private static PeerKey KeyOf(SipDestination destination) => new(destination.EndPoint, destination.TlsHostName, destination.Tls);

    private bool MayRetry(Peer peer) => peer.FailedAt is not { } failed || context.Time.GetElapsedTime(failed) >= context.Limits.PoolRetryTime;

    /// <summary>Starts to open a connection; it never faults. It is entered before it can end, for both happen under the lock.</summary>
    private Task<SipConnectResult> Begin(PeerKey key, Peer peer, SipDestination destination)
    {
        var opening = new TaskCompletionSource<SipConnectResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        peer.Opening.Add(opening.Task);
        _ = RunAsync(key, peer, destination, opening);
        return opening.Task;
    }

    private async Task RunAsync(PeerKey key, Peer peer, SipDestination destination, TaskCompletionSource<SipConnectResult> opening)
    {
        await Task.Yield();
        var result = await open(destination);
        lock (_gate)
        {
            peer.Opening.Remove(opening.Task);
            peer.FailedAt = result.Flow is null ? context.Time.GetTimestamp() : null;
            if (result.Flow is not null)
            {
                peer.Open.Add(result.Flow);
            }
            else if (peer.Open.Find(flow => flow.IsUsable) is { } other)
            {
                result = other;
            }

            Forget(key, peer);
        }

        opening.SetResult(result);
    }

    private void Forget(PeerKey key, Peer peer)
    {
        if (peer.Open.Count == 0 && peer.Opening.Count == 0)
        {
            _peers.Remove(key);
        }
    }

    private readonly record struct PeerKey(IPEndPoint EndPoint, string? TlsHostName, SipTlsClientOptions? Tls);

    private sealed class Peer
    {
        private int _turn;

        public List<SipFlow> Open { get; } = [];

        public List<Task<SipConnectResult>> Opening { get; } = [];

        public long? FailedAt { get; set; }

        public int NextTurn(int count) => (int)((uint)_turn++ % (uint)count);
    }
}
