namespace Realtime.SipGateway.Calls.Load;

/// <summary>
/// How often each caller called in the last 60 minutes, to the minute. Bounded: when too many callers are known, those who have not called for longest
/// are forgotten first. Not safe for threads: its owner locks.
/// </summary>
internal sealed class CallerWindow(TimeProvider time, int maxCallers = CallerWindow.DefaultMaxCallers)
{
    /// <summary>An hour of a busy site; some 15 MB when full. Callers behind it begin anew.</summary>
    public const int DefaultMaxCallers = 50_000;

    private const int Minutes = 60;

    private readonly long _origin = time.GetTimestamp();
    private Dictionary<string, Counts> _young = new(StringComparer.Ordinal);
    private Dictionary<string, Counts> _old = new(StringComparer.Ordinal);
    private long _turnedAt;

    /// <summary>Callers remembered.</summary>
    public int Known => _young.Count + _old.Count;

    /// <summary>Calls in the 60 minutes before; from now on this one counts too. Withheld callers are not one caller: 0.</summary>
    public int Add(string caller)
    {
        if (caller.Length == 0)
        {
            return 0;
        }

        var now = Now();
        Turn(now);
        if (!_young.TryGetValue(caller, out var counts))
        {
            counts = _old.Remove(caller, out var known) ? known : new Counts();
            _young[caller] = counts;
        }

        var before = counts.Sum(now);
        counts.Add(now);
        return before;
    }

    public int Count(string caller)
    {
        var now = Now();
        Turn(now);
        return _young.TryGetValue(caller, out var counts) || _old.TryGetValue(caller, out counts) ? counts.Sum(now) : 0;
    }

    /// <summary>Minutes since the beginning, by the clock that nobody sets.</summary>
    private long Now() => (long)time.GetElapsedTime(_origin).TotalMinutes;

    /// <summary>Who called moves to the young; the old are dropped after an hour without a call, or when there are too many.</summary>
    private void Turn(long now)
    {
        if (now - _turnedAt < Minutes && _young.Count < maxCallers)
        {
            return;
        }

        (_old, _young) = (_young, new Dictionary<string, Counts>(StringComparer.Ordinal));
        _turnedAt = now;
    }

    /// <summary>A ring of minutes.</summary>
    private sealed class Counts
    {
        private readonly byte[] _minutes = new byte[Minutes];
        private long _last;

        public int Sum(long now)
        {
            Forget(now);
            var sum = 0;
            foreach (var count in _minutes)
            {
                sum += count;
            }

            return sum;
        }

        public void Add(long now)
        {
            Forget(now);
            ref var count = ref _minutes[now % Minutes];
            count = count == byte.MaxValue ? count : (byte)(count + 1);
        }

        private void Forget(long now)
        {
            for (var minute = Math.Max(_last + 1, now - Minutes + 1); minute <= now; minute++)
            {
                _minutes[minute % Minutes] = 0;
            }

            _last = now;
        }
    }
}
