using System.Threading.Channels;

namespace Realtime.SipGateway.Store;

/// <summary>What waits to be written: awaited writes, which go first, and the rest. Both are bounded.</summary>
internal sealed class StoreQueue(int length, StoreHealth health, StoreMetrics metrics)
{
    /// <summary>Writes per transaction: more does not make a flush cheaper.</summary>
    public const int MaxBatch = 512;

    /// <summary>Awaited writes that may wait: as many requests as the gateway would ever hold open.</summary>
    private const int AwaitedLength = 10_000;

    private readonly Channel<StoreWrite> _queued =
        Channel.CreateBounded<StoreWrite>(new BoundedChannelOptions(length) { SingleReader = true });

    private readonly Channel<StoreWrite> _awaited =
        Channel.CreateBounded<StoreWrite>(new BoundedChannelOptions(AwaitedLength) { SingleReader = true });

    private Task? _awaitedReady;
    private Task? _queuedReady;

    /// <summary>Closed, and all was taken.</summary>
    public bool IsClosed => _awaited.Reader.Completion.IsCompleted && _queued.Reader.Completion.IsCompleted;

    public bool TryPost(StoreWrite write) => Told(_queued.Writer.TryWrite(write));

    public bool TryPostAwaited(StoreWrite write) => Told(_awaited.Writer.TryWrite(write));

    /// <summary>Waits for room; throws <see cref="ChannelClosedException"/> after the close.</summary>
    public async Task PostAsync(StoreWrite write, CancellationToken cancellationToken)
    {
        await _queued.Writer.WriteAsync(write, cancellationToken);
        Told(true);
    }

    public void Close()
    {
        _queued.Writer.TryComplete();
        _awaited.Writer.TryComplete();
    }

    /// <summary>Takes what is there: who waits goes first, whatever else is kept.</summary>
    public void Fill(List<StoreWrite> batch)
    {
        Fill(batch, _awaited, AwaitedLength);
        Fill(batch, _queued, MaxBatch);
    }

    /// <summary>Takes all that is left.</summary>
    public void Drain(List<StoreWrite> batch)
    {
        Fill(batch, _awaited, int.MaxValue);
        Fill(batch, _queued, int.MaxValue);
    }

    /// <summary>Returns when there is something to take, or never will be.</summary>
    public void WaitForAny() => Task.WaitAny(Ready(ref _awaitedReady, _awaited), Ready(ref _queuedReady, _queued));

    /// <summary>Returns when somebody waits, or after <paramref name="delay"/>.</summary>
    public void WaitForAwaited(Task delay) => Task.WaitAny(delay, Ready(ref _awaitedReady, _awaited));

    /// <summary>So many of what was taken are done with, one way or another.</summary>
    public void Done(int count)
    {
        health.Queue(-count);
        metrics.Queued(-count);
    }

    /// <summary>One wait per queue at a time: each further one would be kept until the queue has something.</summary>
    private static Task Ready(ref Task? wait, Channel<StoreWrite> queue) =>
        wait is { IsCompleted: false } ? wait : wait = queue.Reader.WaitToReadAsync().AsTask();

    private static void Fill(List<StoreWrite> batch, Channel<StoreWrite> queue, int upTo)
    {
        while (batch.Count < upTo && queue.Reader.TryRead(out var write))
        {
            batch.Add(write);
        }
    }

    private bool Told(bool taken)
    {
        if (taken)
        {
            health.Queue(1);
            metrics.Queued(1);
        }

        return taken;
    }
}
