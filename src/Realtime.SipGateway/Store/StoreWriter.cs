using System.Data.Common;
using System.Threading.Channels;
using Microsoft.Extensions.Options;

namespace Realtime.SipGateway.Store;

/// <summary>
/// The one place that writes: a loop that takes what has gathered, puts it into one transaction and tells who waits when it is on the disk
/// (group commit). A disk that fails or is locked stops no call: events wait in a bounded queue, awaited writes overtake them, fail and say so.
/// </summary>
internal sealed class StoreWriter : IAsyncDisposable
{
    /// <summary>Writes per transaction: more does not make a flush cheaper.</summary>
    private const int MaxBatch = 512;

    /// <summary>Awaited writes that may wait: as many requests as the gateway would ever hold open.</summary>
    private const int AwaitedLength = 10_000;

    /// <summary>A locked database or a full disk is looked at again after this; awaited writes wait no longer than that.</summary>
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(500);

    private readonly StoreDatabase _database;
    private readonly StoreHealth _health;
    private readonly StoreMetrics _metrics;
    private readonly StoreOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<StoreWriter> _log;
    private readonly Channel<StoreWrite> _queued;
    private readonly Channel<StoreWrite> _awaited;
    private readonly CancellationTokenSource _abort = new();
    private readonly List<EventWrite> _events = new(MaxBatch);
    private StoreStatements? _statements;
    private Task _running = Task.CompletedTask;
    private Task? _awaitedReady;
    private Task? _queuedReady;
    private bool _full;
    private volatile bool _lostAtStop;

    public StoreWriter(
        StoreDatabase database, StoreHealth health, StoreMetrics metrics, IOptions<StoreOptions> options, TimeProvider time, ILogger<StoreWriter> log)
    {
        _database = database;
        _health = health;
        _metrics = metrics;
        _options = options.Value;
        _time = time;
        _log = log;
        _queued = Channel.CreateBounded<StoreWrite>(new BoundedChannelOptions(_options.QueueLength) { SingleReader = true });
        _awaited = Channel.CreateBounded<StoreWrite>(new BoundedChannelOptions(AwaitedLength) { SingleReader = true });
    }

    private bool IsClosed => _awaited.Reader.Completion.IsCompleted && _queued.Reader.Completion.IsCompleted;

    /// <summary>Opens the file, brings its tables up to date and starts to write. Throws <see cref="StoreException"/> with what is wrong.</summary>
    public void Start(Action<StoreStatements> beforeAnything)
    {
        try
        {
            var connection = _database.OpenForWriting();
            _statements = new StoreStatements(connection);
            _database.Upgrade(connection);
            beforeAnything(_statements);
        }
        catch (Exception fault) when (fault is DbException or IOException or UnauthorizedAccessException or TimeoutException)
        {
            throw _database.Explain(fault);
        }

        _health.Works();
        _log.Opened(_database.Name);
        _running = Task.Run(RunAsync);
    }

    /// <summary>Queues a write that nobody waits for; a full queue loses it, counted.</summary>
    public void Post(StoreWrite write)
    {
        if (TryQueue(_queued, write))
        {
            return;
        }

        Lose(write, new StoreException("the queue is full or closed"));
        if (!Interlocked.Exchange(ref _full, true))
        {
            _log.QueueFull();
        }
    }

    /// <summary>Returns when the write is on the disk; throws <see cref="StoreException"/> when it was not made.</summary>
    public async Task<T> WriteAsync<T>(Func<StoreStatements, T> apply, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var write = new AwaitedWrite<T>(apply);
        if (!TryQueue(_awaited, write))
        {
            throw new StoreException("The write was not made: the queue is full or closed.");
        }

        return await write.Done.WaitAsync(cancellationToken);
    }

    /// <summary>Returns when all that was posted before is on the disk; waits for room when the queue is full.</summary>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        var flush = new FlushWrite();
        try
        {
            await _queued.Writer.WriteAsync(flush, cancellationToken);
        }
        catch (ChannelClosedException)
        {
            // The stop writes everything; afterwards there is nothing to flush.
            await _running.WaitAsync(cancellationToken);
            if (_lostAtStop)
            {
                throw new StoreException("Not everything was written before the store was closed.");
            }

            return;
        }

        Told(1);
        await flush.Done.WaitAsync(cancellationToken);
    }

    /// <summary>Writes what is queued and closes the file; what the disk does not take until <paramref name="giveUp"/> is lost.</summary>
    public async Task StopAsync(CancellationToken giveUp)
    {
        Complete();
        await _running.WaitAsync(giveUp).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Complete();
        await _abort.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Close();
        _database.ClosePool();
    }

    private void Complete()
    {
        _queued.Writer.TryComplete();
        _awaited.Writer.TryComplete();
    }

    private bool TryQueue(Channel<StoreWrite> queue, StoreWrite write)
    {
        if (!queue.Writer.TryWrite(write))
        {
            return false;
        }

        Told(1);
        return true;
    }

    private async Task RunAsync()
    {
        var batch = new List<StoreWrite>(MaxBatch);
        while (await GatherAsync(batch))
        {
            if (Commit(batch))
            {
                continue;
            }

            // Calls go on without the disk. Who waits was told, the rest is kept.
            if (_abort.IsCancellationRequested)
            {
                break;
            }

            await Task.Delay(RetryDelay, _time, _abort.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        Fill(batch, _awaited, int.MaxValue);
        Fill(batch, _queued, int.MaxValue);
        if (batch.Count > 0)
        {
            _lostAtStop = true;
            _log.LostAtStop(batch.Count);
            batch.ForEach(write => Lose(write, new StoreException("the gateway stopped before the disk worked")));
        }
    }

    /// <summary>Waits for writes and takes them; false when there will be no more. If nobody waits for any, it gives them a moment to gather.</summary>
    private async Task<bool> GatherAsync(List<StoreWrite> batch)
    {
        Fill(batch);
        while (batch.Count == 0)
        {
            if (IsClosed)
            {
                return false;
            }

            await Task.WhenAny(Ready(ref _awaitedReady, _awaited), Ready(ref _queuedReady, _queued));
            Fill(batch);
        }

        if (batch.Count >= MaxBatch || batch.Exists(static write => write.IsAwaited) || IsClosed)
        {
            return true;
        }

        using var enough = CancellationTokenSource.CreateLinkedTokenSource(_abort.Token);
        var interval = Task.Delay(TimeSpan.FromMilliseconds(_options.CommitIntervalMs), _time, enough.Token);
        await Task.WhenAny(interval, Ready(ref _awaitedReady, _awaited));
        await enough.CancelAsync();
        Fill(batch);
        return true;
    }

    /// <summary>One wait per queue at a time: each further one would be kept until the queue has something.</summary>
    private static Task Ready(ref Task? wait, Channel<StoreWrite> queue) =>
        wait is { IsCompleted: false } ? wait : wait = queue.Reader.WaitToReadAsync().AsTask();

    /// <summary>Who waits goes first, whatever else is kept.</summary>
    private void Fill(List<StoreWrite> batch)
    {
        Fill(batch, _awaited, AwaitedLength);
        Fill(batch, _queued, MaxBatch);
    }

    private static void Fill(List<StoreWrite> batch, Channel<StoreWrite> queue, int upTo)
    {
        while (batch.Count < upTo && queue.Reader.TryRead(out var write))
        {
            batch.Add(write);
        }
    }

    /// <summary>True when the batch is through and empty; false when the disk failed: what nobody waited for stays in it.</summary>
    private bool Commit(List<StoreWrite> batch)
    {
        var started = _time.GetTimestamp();
        try
        {
            _statements ??= new StoreStatements(_database.OpenForWriting());
            var faulty = Apply(batch, _statements);
            batch.RemoveAll(faulty.Contains);
        }
#pragma warning disable CA1031 // The loop's edge: whatever the disk does, calls go on and the next try opens the file anew.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            Fail(batch, fault);
            return false;
        }

        Told(-batch.Count);
        batch.ForEach(static write => write.Committed());
        _metrics.Committed(_time.GetElapsedTime(started), batch.Count);
        Works();
        batch.Clear();
        return true;
    }

    /// <summary>Commits all, or all but those that are themselves at fault: they must not hold up the others for ever.</summary>
    private HashSet<StoreWrite> Apply(List<StoreWrite> batch, StoreStatements statements)
    {
        Begin(batch, statements);
        try
        {
            ApplyTogether(batch, statements);
            statements.Execute("COMMIT");
            return [];
        }
#pragma warning disable CA1031 // Whatever the reason, some write's fault: which one, the second try finds out.
        catch (Exception fault) when (!_database.IsUnavailable(fault))
#pragma warning restore CA1031
        {
            statements.Execute("ROLLBACK");
        }

        Begin(batch, statements);
        var faulty = ApplyOneByOne(batch, statements);
        statements.Execute("COMMIT");
        return faulty;
    }

    private void Begin(List<StoreWrite> batch, StoreStatements statements)
    {
        _database.SetDurability(statements, batch.Exists(static write => write.IsAwaited));
        statements.Execute(_database.Begin);
    }

    /// <summary>Events first and at once: nothing else depends on their order among the rest.</summary>
    private void ApplyTogether(List<StoreWrite> batch, StoreStatements statements)
    {
        _events.Clear();
        _events.AddRange(batch.OfType<EventWrite>());
        if (_events.Count > 0)
        {
            _database.Append(statements, _events);
        }

        foreach (var write in batch)
        {
            if (write is not EventWrite)
            {
                write.Apply(statements);
            }
        }
    }

    private HashSet<StoreWrite> ApplyOneByOne(List<StoreWrite> batch, StoreStatements statements)
    {
        var faulty = new HashSet<StoreWrite>();
        foreach (var write in batch)
        {
            statements.Execute("SAVEPOINT one");
            try
            {
                write.Apply(statements);
                statements.Execute("RELEASE SAVEPOINT one");
            }
#pragma warning disable CA1031 // A payload that cannot be written, whatever the reason, is this write's fault and nobody else's.
            catch (Exception fault) when (!_database.IsUnavailable(fault))
#pragma warning restore CA1031
            {
                statements.Execute("ROLLBACK TO SAVEPOINT one");
                _log.WriteFaulty(fault);
                faulty.Add(write);
                Told(-1);
                Lose(write, fault);
            }
        }

        return faulty;
    }

    private void Fail(List<StoreWrite> batch, Exception fault)
    {
        _metrics.Failed();
        // A new connection next time: it rolls back, and the file may have been replaced.
        Close();
        if (_health.Fault is null)
        {
            _log.CommitFailed(fault.Message, _health.Queued);
        }

        _health.Fails(_database.Explain(fault).Message);
        foreach (var write in batch.Where(write => write.IsAwaited))
        {
            Told(-1);
            write.Failed(fault);
        }

        batch.RemoveAll(write => write.IsAwaited);
    }

    private void Works()
    {
        Volatile.Write(ref _full, false);
        if (_health.Fault is not null)
        {
            _health.Works();
            _log.Recovered(_health.Queued, _health.Dropped);
        }
    }

    private void Lose(StoreWrite write, Exception why)
    {
        _health.Drop();
        _metrics.Dropped();
        write.Failed(why);
    }

    private void Told(int change)
    {
        _health.Queue(change);
        _metrics.Queued(change);
    }

    private void Close()
    {
        _statements?.Dispose();
        _statements = null;
    }
}
