namespace Realtime.SipGateway.Console;

/// <summary>Attempts that each of many names has left: some at once, then one per interval. Bounded; the least recently used are forgotten first.</summary>
internal sealed class AttemptBuckets(int burst, TimeSpan interval, TimeProvider time)
{
    /// <summary>Names that are remembered: an attacker with more addresses than these is not stopped by addresses.</summary>
    public const int MaxNames = 10_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, LinkedListNode<Bucket>> _buckets = new(StringComparer.Ordinal);
    private readonly LinkedList<Bucket> _byUse = new();

    /// <summary>Takes an attempt. Zero: it may be made; else how long to wait.</summary>
    public TimeSpan Take(string name)
    {
        lock (_gate)
        {
            var bucket = Touch(name);
            var now = time.GetUtcNow();
            bucket.Left = Math.Min(burst, bucket.Left + ((now - bucket.At) / interval));
            bucket.At = now;
            if (bucket.Left < 1)
            {
                return interval * (1 - bucket.Left);
            }

            bucket.Left--;
            return TimeSpan.Zero;
        }
    }

    /// <summary>The attempt succeeded: it does not count.</summary>
    public void GiveBack(string name)
    {
        lock (_gate)
        {
            var bucket = Touch(name);
            bucket.Left = Math.Min(burst, bucket.Left + 1);
        }
    }

    private Bucket Touch(string name)
    {
        if (_buckets.TryGetValue(name, out var known))
        {
            _byUse.Remove(known);
            _byUse.AddLast(known);
            return known.Value;
        }

        if (_buckets.Count >= MaxNames)
        {
            _buckets.Remove(_byUse.First!.Value.Name);
            _byUse.RemoveFirst();
        }

        var bucket = new Bucket(name) { Left = burst, At = time.GetUtcNow() };
        _buckets[name] = _byUse.AddLast(bucket);
        return bucket;
    }

    private sealed class Bucket(string name)
    {
        public string Name => name;

        public double Left { get; set; }

        public DateTimeOffset At { get; set; }
    }
}
