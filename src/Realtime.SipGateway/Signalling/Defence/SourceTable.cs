namespace Realtime.SipGateway.Signalling.Defence;

/// <summary>
/// Sources by address, a bounded number: the least recently seen is forgotten. Proven and unproven sources have a table each, so that a flood of forged
/// addresses cannot make it forget those that are real.
/// </summary>
internal sealed class SourceTable(TimeProvider time)
{
    /// <summary>A ban doubles at most so often: 600 s become a day.</summary>
    private const int MaxDoublings = 8;

    private static readonly TimeSpan LongestBan = TimeSpan.FromDays(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<SourceKey, LinkedListNode<SourceRecord>> _byKey = [];
    private readonly LinkedList<SourceRecord> _bySeen = new();
    private DateTimeOffset _noBanAfter;
    private long _forgotten;

    /// <summary>Sources that were forgotten to make room.</summary>
    public long Forgotten => Interlocked.Read(ref _forgotten);

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _byKey.Count;
            }
        }
    }

    /// <summary>Takes a token of the source's rate of new requests, or of that of its strays.</summary>
    public bool TryTake(SourceKey source, bool isStray, RateLimit limit, int capacity, out TimeSpan wait)
    {
        TokenBucket bucket;
        lock (_gate)
        {
            var record = Find(source, capacity);
            bucket = isStray ? record.Strays : record.Rate;
        }

        return bucket.TryTake(time, limit, out wait);
    }

    /// <summary>Notes a sign against the source; true when it is banned by it.</summary>
    public bool Note(SourceKey source, DefenceSignal signal, double weight, DefenceOptions options)
    {
        if (options.BanSeconds == 0)
        {
            return false;
        }

        lock (_gate)
        {
            var (now, record) = (time.GetUtcNow(), Find(source, options.MaxSources));
            record.Score = Decayed(record, now, options) + weight;
            record.ScoredAt = now;
            if (record.Score < options.BanScore || record.BannedUntil > now)
            {
                return false;
            }

            if (now - record.BannedUntil > LongestBan)
            {
                record.Bans = 0;
            }

            var length = TimeSpan.FromSeconds(options.BanSeconds) * (1 << Math.Min(record.Bans++, MaxDoublings));
            record.Score = 0;
            record.Reason = signal;
            record.BannedSince = now;
            record.BannedUntil = now + (length < LongestBan ? length : LongestBan);
            _noBanAfter = record.BannedUntil > _noBanAfter ? record.BannedUntil : _noBanAfter;
            return true;
        }
    }

    public bool IsBanned(SourceKey source)
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();
            return now < _noBanAfter && _byKey.TryGetValue(source, out var node) && node.Value.BannedUntil > now;
        }
    }

    /// <summary>Forgets what is held against the source; true when it was banned.</summary>
    public bool Forgive(SourceKey source)
    {
        lock (_gate)
        {
            if (!_byKey.TryGetValue(source, out var node))
            {
                return false;
            }

            var wasBanned = node.Value.BannedUntil > time.GetUtcNow();
            _bySeen.Remove(node);
            _byKey.Remove(source);
            return wasBanned;
        }
    }

    /// <summary>Those that are banned now.</summary>
    public IReadOnlyList<SourceRecord> Banned()
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();
            return now >= _noBanAfter ? [] : [.. _bySeen.Where(record => record.BannedUntil > now)];
        }
    }

    private static double Decayed(SourceRecord record, DateTimeOffset now, DefenceOptions options) =>
        record.Score == 0 ? 0 : record.Score * Math.Pow(0.5, (now - record.ScoredAt).TotalSeconds / options.HalfLifeSeconds);

    private SourceRecord Find(SourceKey source, int capacity)
    {
        if (_byKey.TryGetValue(source, out var node))
        {
            _bySeen.Remove(node);
            _bySeen.AddFirst(node);
            return node.Value;
        }

        while (_byKey.Count >= capacity)
        {
            _byKey.Remove(_bySeen.Last!.Value.Key);
            _bySeen.RemoveLast();
            Interlocked.Increment(ref _forgotten);
        }

        var record = new SourceRecord(source);
        _byKey[source] = _bySeen.AddFirst(record);
        return record;
    }
}
