using System.Threading.Channels;

namespace Realtime.SipGateway.Store;

/// <summary>What waits to be written: awaited writes, which go first, and the rest. Both are bounded.</summary>
internal sealed class StoreQueue(int length, StoreHealth health, StoreMetrics metrics, TimeProvider time)
{
    /// <summary>No write was taken that is not done with.</summary>
    private const long Nothing = long.MinValue;

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
    private long _takenAt = Nothing;

    /// <summary>Closed, and all was taken.</summary>
    public bool IsClosed => _awaited.Reader.Completion.IsCompleted && _queued.Reader.Completion.IsCompleted;

    /// <summary>How long the oldest write has waited to be committed; zero when none waits. Of what is spooled the time since the spool began to fill.</summary>
    public TimeSpan Lag
    {
        get
        {
            var oldest = Interlocked.Read(ref _takenAt);
            if (oldest == Nothing && !TryPeek(_awaited, out oldest) && !TryPeek(_queued, out oldest))
            {
                return TimeSpan.Zero;
            }

            return time.GetElapsedTime(oldest);
        }
    }

    public bool TryPost(StoreWrite write) => Told(_queued.Writer.TryWrite(Stamped(write)));

    public bool TryPostAwaited(StoreWrite write) => Told(_awaited.Writer.TryWrite(Stamped(write)));

    /// <summary>Waits for room; throws <see cref="ChannelClosedException"/> after the close.</summary>
    public async Task PostAsync(StoreWrite write, CancellationToken cancellationToken)
    {
        await _queued.Writer.WriteAsync(Stamped(write), cancellationToken);
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
        if (batch.Count > 0 && Interlocked.Read(ref _takenAt) == Nothing)
        {
            Interlocked.Exchange(ref _takenAt, batch.Min(static write => write.QueuedAt));
        }
    }

    /// <summary>All that was taken is done with.</summary>
    public void CaughtUp() => Interlocked.Exchange(ref _takenAt, Nothing);

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

    private static bool TryPeek(Channel<StoreWrite> queue, out long queuedAt)
    {
        var any = queue.Reader.TryPeek(out var write);
        queuedAt = write?.QueuedAt ?? Nothing;
        return any;
    }

    private StoreWrite Stamped(StoreWrite write)
    {
        write.QueuedAt = time.GetTimestamp();
        return write;
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
