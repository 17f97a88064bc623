using System.Data.Common;
using System.Threading.Channels;
using Microsoft.Extensions.Options;

namespace Realtime.SipGateway.Store;

/// <summary>
/// The one place that writes: a loop that takes what has gathered, puts it into one transaction and tells who waits when it is on the disk
/// (group commit). A database that fails or is locked stops no call: events go to the spool (<see cref="StoreSpool"/>), beyond it they wait in a
/// bounded queue; awaited writes overtake them, fail and say so. While anything is in the spool, all events go through it: order is kept.
/// The loop has a thread of its own: a flush that waits for the disk must not keep one of the pool from a call.
/// </summary>
internal sealed class StoreWriter : IAsyncDisposable
{
    /// <summary>A locked database or a full disk is looked at again after this; awaited writes wait no longer than that.</summary>
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(500);

    private readonly StoreDatabase _database;
    private readonly StoreTransaction _transaction;
    private readonly StoreOverflow _overflow;
    private readonly StoreHealth _health;
    private readonly StoreMetrics _metrics;
    private readonly StoreQueue _queue;
    private readonly TimeProvider _time;
    private readonly StoreReports _reports;
    private readonly TimeSpan _interval;
    private readonly CancellationTokenSource _abort = new();
    private StoreStatements? _statements;
    private Action<StoreStatements>? _opened;
    private Task _running = Task.CompletedTask;
    private volatile bool _lostAtStop;

    public StoreWriter(
        StoreDatabase database, StoreSpool spool, StoreHealth health, StoreMetrics metrics, IOptions<StoreOptions> options, TimeProvider time,
        ILogger<StoreWriter> log)
    {
        _database = database;
        _transaction = new StoreTransaction(database);
        _health = health;
        _metrics = metrics;
        _queue = new StoreQueue(options.Value.QueueLength, health, metrics, time);
        _metrics.Watch(() => _queue.Lag);
        _interval = TimeSpan.FromMilliseconds(options.Value.CommitIntervalMs);
        _time = time;
        _reports = new StoreReports(log, health, time);
        _overflow = new StoreOverflow(spool, _queue, health, metrics, _reports);
    }

    /// <summary>Opens the database, brings its tables up to date and starts to write. Throws <see cref="StoreException"/> with what is wrong.</summary>
    /// <param name="beforeAnything">Done before anything that is queued.</param>
    /// <param name="opened">Done first on each new connection, before what waited for it is written.</param>
    /// <param name="replay">Takes up the spool of the process before; not for commands that work beside a gateway.</param>
    public void Start(Action<StoreStatements> beforeAnything, Action<StoreStatements>? opened = null, bool replay = false)
    {
        _opened = opened;
        try
        {
            _statements = new StoreStatements(_database.OpenForWriting());
            _database.Upgrade(_statements);
            _opened?.Invoke(_statements);
            if (replay)
            {
                var statements = _statements;
                _overflow.TakeUp(page => _transaction.Commit(page, statements));
            }

            beforeAnything(_statements);
        }
        catch (Exception fault) when (fault is DbException or IOException or UnauthorizedAccessException or TimeoutException)
        {
            throw _database.Explain(fault);
        }

        _health.Works();
        _reports.Opened(_database.Name);
        _running = Task.Factory.StartNew(Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Queues a write that nobody waits for; a full queue loses it, counted.</summary>
    public void Post(StoreWrite write)
    {
        if (!_queue.TryPost(write))
        {
            _overflow.Lose(write, new StoreException("the queue is full or closed"));
            _reports.QueueFull();
        }
    }

    /// <summary>Returns when the write is on the disk; throws <see cref="StoreException"/> when it was not made.</summary>
    public async Task<T> WriteAsync<T>(Func<StoreStatements, T> apply, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var write = new AwaitedWrite<T>(apply);
        if (!_queue.TryPostAwaited(write))
        {
            throw new StoreException("The write was not made: the queue is full or closed.");
        }

        return await write.Done.WaitAsync(cancellationToken);
    }

    /// <summary>Returns when all that was posted before is in the database; waits for room when the queue is full.</summary>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        var flush = new FlushWrite();
        try
        {
            await _queue.PostAsync(flush, cancellationToken);
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

        await flush.Done.WaitAsync(cancellationToken);
    }

    /// <summary>Writes what is queued and closes; what the database does not take until <paramref name="giveUp"/> stays in the spool.</summary>
    public async Task StopAsync(CancellationToken giveUp)
    {
        _queue.Close();
        await _running.WaitAsync(giveUp).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _queue.Close();
        await _abort.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Close();
        _overflow.Dispose();
        _database.ClosePool();
    }

    private void Run()
    {
        var batch = new List<StoreWrite>(StoreQueue.MaxBatch);
        while (Gather(batch))
        {
            if (TryStep(batch))
            {
                continue;
            }

            // Calls go on without the database. Who waits was told, the rest is kept; at the stop the spool keeps it for the next process.
            if (_abort.IsCancellationRequested || (_queue.IsClosed && batch.Count == 0))
            {
                break;
            }

            Task.WaitAny(Task.Delay(RetryDelay, _time, _abort.Token));
        }

        _queue.Drain(batch);
        _overflow.Spill(batch);
        _overflow.Unpark(batch);
        _lostAtStop = batch.Count > 0 || !_overflow.IsSpoolEmpty;
        if (batch.Count > 0)
        {
            _reports.LostAtStop(batch.Count);
            batch.ForEach(write => _overflow.Lose(write, new StoreException("the gateway stopped before the disk worked")));
        }
    }

    /// <summary>Waits for writes and takes them; false when there will be no more. If nobody waits for any, it gives them a moment to gather.</summary>
    private bool Gather(List<StoreWrite> batch)
    {
        if (batch.Count == 0 && _overflow.IsEmpty)
        {
            _queue.CaughtUp();
        }

        _queue.Fill(batch);
        while (batch.Count == 0 && _overflow.IsEmpty)
        {
            if (_queue.IsClosed)
            {
                return false;
            }

            _queue.WaitForAny();
            _queue.Fill(batch);
        }

        if (batch.Count >= StoreQueue.MaxBatch || !_overflow.IsEmpty || batch.Exists(static write => write.IsAwaited) || _queue.IsClosed)
        {
            return true;
        }

        using var enough = CancellationTokenSource.CreateLinkedTokenSource(_abort.Token);
        _queue.WaitForAwaited(Task.Delay(_interval, _time, enough.Token));
        enough.Cancel();
        _queue.Fill(batch);
        return true;
    }

    /// <summary>The loop must not end before the stop, whatever it meets.</summary>
    private bool TryStep(List<StoreWrite> batch)
    {
        try
        {
            return Step(batch);
        }
#pragma warning disable CA1031 // See above; health and log tell it.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            Fail(batch, fault);
            return false;
        }
    }

    /// <summary>One try to write; false when the database failed: what nobody waits for is in the spool, parked or still in the batch.</summary>
    private bool Step(List<StoreWrite> batch)
    {
        if (!_overflow.IsSpoolEmpty)
        {
            // What is spooled is older: it goes first, but nobody waits for it.
            _overflow.Spill(batch);
            var awaited = batch.FindAll(static write => write.IsAwaited);
            batch.RemoveAll(static write => write.IsAwaited);
            if ((awaited.Count > 0 && !Commit(awaited, queued: true)) || !_overflow.Replay(page => Commit(page, queued: false)))
            {
                return false;
            }

            if (!_overflow.IsSpoolEmpty)
            {
                return true;
            }
        }

        _overflow.Unpark(batch);
        if (Commit(batch, queued: true))
        {
            return true;
        }

        _overflow.Spill(batch);
        return false;
    }

    /// <summary>True when the batch is through and empty; false when the database failed: what nobody waited for stays in it.</summary>
    private bool Commit(List<StoreWrite> batch, bool queued)
    {
        var started = _time.GetTimestamp();
        try
        {
            if (_statements is null)
            {
                _statements = new StoreStatements(_database.OpenForWriting());
                _opened?.Invoke(_statements);
            }

            var faulty = _transaction.Commit(batch, _statements);
            _overflow.Lose(faulty);
            batch.ForEach(write =>
            {
                if (!faulty.ContainsKey(write))
                {
                    write.Committed();
                }
            });
        }
#pragma warning disable CA1031 // The loop's edge: whatever the database does, calls go on and the next try opens it anew.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            Fail(batch, fault);
            return false;
        }

        _queue.Done(queued ? batch.Count : 0);
        _metrics.Committed(_time.GetElapsedTime(started), batch.Count);
        _reports.Works();
        batch.Clear();
        return true;
    }

    private void Fail(List<StoreWrite> batch, Exception fault)
    {
        _metrics.Failed();
        // A new connection next time: it rolls back, and the file may have been replaced.
        Close();
        _health.Fails(_database.Explain(fault).Message);
        _reports.Failed();
        foreach (var write in batch.Where(static write => write.IsAwaited))
        {
            _queue.Done(1);
            write.Failed(fault);
        }

        batch.RemoveAll(static write => write.IsAwaited);
    }

    private void Close()
    {
        _statements?.Dispose();
        _statements = null;
    }
}
