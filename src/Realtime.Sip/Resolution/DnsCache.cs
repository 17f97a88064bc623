using Microsoft.Extensions.Logging;
using Realtime.Sip.Transports;

namespace Realtime.Sip.Resolution;

/// <summary>
/// Answers as long as they are true, and a while longer when no server answers (RFC 8767). A question under way is asked once, however
/// many wait for it.
/// </summary>
internal sealed class DnsCache(DnsClient client, SipDnsOptions options, SipCounters counters, TimeProvider time, ILogger logger) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Name, DnsType Type), Entry> _entries = [];
    private readonly Dictionary<(string Name, DnsType Type), Task<DnsAnswer>> _asking = [];
    private readonly CancellationTokenSource _closing = new();

    /// <summary>How many answers are kept.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _entries.Count;
            }
        }
    }

    public ValueTask<DnsAnswer> GetAsync(string name, DnsType type, CancellationToken cancellationToken)
    {
        var key = (name, type);
        Task<DnsAnswer>? asking;
        DnsAnswer? stale;
        lock (_gate)
        {
            if (_entries.TryGetValue(key, out var entry) && time.GetElapsedTime(entry.CheckedAt) < entry.Fresh)
            {
                counters.CountLookup(SipLookupResult.Cached);
                return ValueTask.FromResult(entry.Answer);
            }

            stale = entry is not null && IsOfUse(entry) ? entry.Answer : null;
            if (!_asking.TryGetValue(key, out asking))
            {
                if (_asking.Count >= options.MaxQuestions || _closing.IsCancellationRequested)
                {
                    counters.CountLookup(SipLookupResult.Failed);
                    return ValueTask.FromResult(DnsAnswer.Failed);
                }

                // It cannot end before it is entered: both happen under the lock.
                asking = Task.Run(() => AskAsync(key), CancellationToken.None);
                _asking.Add(key, asking);
            }
        }

        return new ValueTask<DnsAnswer>(stale is null ? asking.WaitAsync(cancellationToken) : FirstOfAsync(key, asking, stale, cancellationToken));
    }

    public void Dispose()
    {
        _closing.Cancel();
        _closing.Dispose();
    }

    /// <summary>Servers that say nothing must not cost a call its time while there is something to go by (RFC 8767 section 5, client response timer).</summary>
    private async Task<DnsAnswer> FirstOfAsync((string Name, DnsType Type) key, Task<DnsAnswer> asking, DnsAnswer stale, CancellationToken cancellationToken)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var patience = Task.Delay(options.StaleAfter, time, enough.Token);
        await Task.WhenAny(asking, patience);
        cancellationToken.ThrowIfCancellationRequested();
        if (asking.IsCompleted)
        {
            await enough.CancelAsync();
            return await asking;
        }

        counters.CountLookup(SipLookupResult.Stale);
        logger.ServedStale(key.Name, key.Type);
        return stale;
    }

    private async Task<DnsAnswer> AskAsync((string Name, DnsType Type) key)
    {
        var answer = DnsAnswer.Failed;
        try
        {
            answer = await client.AskAsync(key.Name, key.Type, _closing.Token);
        }
        catch (Exception closing) when (closing is OperationCanceledException or ObjectDisposedException)
        {
            // Whoever waits is told that it failed.
        }
#pragma warning disable CA1031 // Several wait for this: a bug in reading one answer is a failed lookup.
        catch (Exception bug)
        {
            logger.LookupThrew(key.Name, key.Type, bug);
        }
#pragma warning restore CA1031

        lock (_gate)
        {
            _asking.Remove(key);
            answer = Keep(key, answer);
        }

        return answer;
    }

    /// <summary>Under the lock. Gives what is to be used: the answer, or an older one instead of a failure.</summary>
    private DnsAnswer Keep((string Name, DnsType Type) key, DnsAnswer answer)
    {
        var now = time.GetTimestamp();
        if (answer.Status != DnsStatus.Failed)
        {
            counters.CountLookup(answer.Status == DnsStatus.Found ? SipLookupResult.Answered : SipLookupResult.NoSuchRecord);
            Enter(key, new Entry(answer, now, now, Bounded(answer)));
            return answer;
        }

        if (_entries.TryGetValue(key, out var old) && IsOfUse(old))
        {
            counters.CountLookup(SipLookupResult.Stale);
            logger.ServedStale(key.Name, key.Type);
            _entries[key] = old with { CheckedAt = now, Fresh = options.FailureLife };
            return old.Answer;
        }

        counters.CountLookup(SipLookupResult.Failed);
        Enter(key, new Entry(answer, now, now, options.FailureLife));
        return answer;
    }

    /// <summary>Out of date perhaps, and better than nothing.</summary>
    private bool IsOfUse(Entry old) => old.Answer.Status == DnsStatus.Found && options.StaleTime > TimeSpan.Zero
        && time.GetElapsedTime(old.AnsweredAt) < old.Answer.Life + options.StaleTime;

    private TimeSpan Bounded(DnsAnswer answer)
    {
        var most = answer.Status == DnsStatus.Found ? options.MaxLife : options.MaxNegativeLife;
        var life = answer.Life < most ? answer.Life : most;
        return life > options.MinLife ? life : options.MinLife;
    }

    private void Enter((string Name, DnsType Type) key, Entry entry)
    {
        if (_entries.Count >= options.MaxEntries && !_entries.ContainsKey(key))
        {
            MakeRoom();
        }

        _entries[key] = entry;
    }

    /// <summary>First what is out of date, then the eighth that was checked longest ago: rare, so that it may take its time.</summary>
    private void MakeRoom()
    {
        foreach (var (key, entry) in _entries.ToList())
        {
            if (time.GetElapsedTime(entry.CheckedAt) >= entry.Fresh)
            {
                _entries.Remove(key);
            }
        }

        if (_entries.Count >= options.MaxEntries)
        {
            foreach (var (key, _) in _entries.OrderBy(entry => entry.Value.CheckedAt).Take(Math.Max(1, options.MaxEntries / 8)).ToList())
            {
                _entries.Remove(key);
            }
        }
    }

    private sealed record Entry(DnsAnswer Answer, long AnsweredAt, long CheckedAt, TimeSpan Fresh);
}
