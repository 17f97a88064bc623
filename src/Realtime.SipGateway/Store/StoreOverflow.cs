namespace Realtime.SipGateway.Store;

/// <summary>
/// What the database does not take now: events and records go to the spool, in their order, and are written from there when it works again; other writes
/// are parked for a while. What neither takes is lost, counted and told. For the thread of <see cref="StoreWriter"/>, but for <see cref="Lose(StoreWrite, Exception)"/>.
/// </summary>
internal sealed class StoreOverflow(StoreSpool spool, StoreQueue queue, StoreHealth health, StoreMetrics metrics, StoreReports reports) : IDisposable
{
    /// <summary>Writes that are neither events nor records and wait for the database; more are lost: they are of no use later.</summary>
    private const int MaxParked = 1_000;

    private readonly List<StoreWrite> _parked = [];

    public bool IsSpoolEmpty => spool.IsEmpty;

    /// <summary>Nothing is spooled and nothing parked.</summary>
    public bool IsEmpty => spool.IsEmpty && _parked.Count == 0;

    /// <summary>Opens the spool and writes what the process before left in it.</summary>
    /// <param name="commit">Writes a page, and returns what of it is faulty.</param>
    public void TakeUp(Func<List<StoreWrite>, Dictionary<StoreWrite, Exception>> commit)
    {
        spool.Open();
        var count = 0;
        while (!spool.IsEmpty)
        {
            var page = Read();
            Lose(commit(page));
            count += page.Count;
            spool.Advance();
        }

        if (count > 0)
        {
            reports.TakenUp(count);
        }
    }

    /// <summary>Writes one page of the spool; false when that failed.</summary>
    /// <param name="commit">Writes a page; false when the database failed.</param>
    public bool Replay(Func<List<StoreWrite>, bool> commit)
    {
        try
        {
            var page = Read();
            if (!commit(page))
            {
                return false;
            }

            spool.Advance();
            Show();
            return true;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            health.Fails($"The spool {spool.FullPath} cannot be read ({fault.Message})");
            reports.Failed();
            return false;
        }
    }

    /// <summary>Moves events and records to the spool, as far as it takes them, and what waits behind them in the queue.</summary>
    public void Spill(List<StoreWrite> batch)
    {
        try
        {
            bool more;
            do
            {
                Park(batch);
                var writes = batch.FindAll(SpoolLine.Takes);
                var taken = spool.Write(writes);
                var spooled = writes.Take(taken).ToHashSet();
                batch.RemoveAll(spooled.Contains);
                queue.Done(taken);
                var before = batch.Count;
                more = taken > 0 && taken == writes.Count;
                if (more)
                {
                    queue.Fill(batch);
                    more = batch.Count > before;
                }
            }
            while (more);
            health.SpoolFault = null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            health.SpoolFault = $"the spool {spool.FullPath} cannot be written ({fault.Message})";
            reports.SpoolFailed();
        }

        Show();
    }

    /// <summary>Gives back what was parked.</summary>
    public void Unpark(List<StoreWrite> batch)
    {
        batch.AddRange(_parked);
        _parked.Clear();
    }

    public void Lose(Dictionary<StoreWrite, Exception> faulty)
    {
        foreach (var (write, fault) in faulty)
        {
            reports.Faulty(fault);
            Lose(write, fault);
        }
    }

    /// <summary>A write that is not made. On any thread.</summary>
    public void Lose(StoreWrite write, Exception why)
    {
        health.Drop();
        metrics.Dropped();
        write.Failed(why);
    }

    public void Dispose() => spool.Dispose();

    /// <summary>What cannot be spooled must not keep events from it.</summary>
    private void Park(List<StoreWrite> batch)
    {
        _parked.AddRange(batch.Where(static write => !write.IsAwaited && !SpoolLine.Takes(write)));
        batch.RemoveAll(static write => !write.IsAwaited && !SpoolLine.Takes(write));
        while (_parked.Count > MaxParked)
        {
            Lose(_parked[0], new StoreException("the database has not worked for too long"));
            queue.Done(1);
            _parked.RemoveAt(0);
        }
    }

    private List<StoreWrite> Read()
    {
        var page = spool.Read(StoreQueue.MaxBatch, out var damaged);
        if (damaged > 0)
        {
            reports.Damaged(damaged);
            for (var line = 0; line < damaged; line++)
            {
                health.Drop();
                metrics.Dropped();
            }
        }

        return page;
    }

    private void Show()
    {
        metrics.Spooled(spool.Count - health.Spooled);
        health.Spooled = spool.Count;
        reports.Spools(spool.FullPath);
    }
}
