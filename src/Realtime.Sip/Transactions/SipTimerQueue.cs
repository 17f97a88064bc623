namespace Realtime.Sip.Transactions;

/// <summary>
/// All timers of the transactions over one timer of the <see cref="TimeProvider"/>: starting and stopping allocates nothing, a stopped
/// timer leaves at once, and an empty queue has no timer pending. Nearly all timers have one of a dozen lengths (RFC 3261 table 4), and
/// among equally long ones who starts first is due first: each length has a lane, in which starting and stopping is moving two links.
/// What finds no lane goes into a heap.
/// </summary>
internal sealed class SipTimerQueue(TimeProvider time) : IDisposable
{
    /// <summary>More lengths than the transactions and dialogs have; a peer that makes us use many others only slows those down.</summary>
    private const int MaxLanes = 24;

    /// <summary>Timers are due to the millisecond: what is due within one is due now.</summary>
    private readonly long _resolution = time.TimestampFrequency / 1000;

    private readonly Lock _gate = new();
    private readonly SipTimerHeap _heap = new();
    private readonly SipTimerLane[] _lanes = new SipTimerLane[MaxLanes];
    private int _laneCount;
    private int _count;
    private ITimer? _clock;
    private long _armedFor = long.MaxValue;
    private bool _disposed;

    /// <summary>How many timers run.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _count;
            }
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            while (Earliest() is { } timer)
            {
                Leave(timer);
            }

            _clock?.Dispose();
        }
    }

    /// <summary>The timestamp at which something that begins now and takes so long is due.</summary>
    public long DueAfter(TimeSpan length) => time.GetTimestamp() + TicksOf(length);

    public bool IsDue(long due) => due - time.GetTimestamp() <= _resolution;

    public TimeSpan TimeUntil(long due) => time.GetElapsedTime(time.GetTimestamp(), due);

    internal void Schedule(SipTimer timer, TimeSpan after, int name)
    {
        lock (_gate)
        {
            timer.Renew(name);
            if (_disposed)
            {
                return;
            }

            if (timer.IsRunning)
            {
                Leave(timer);
            }

            _count++;
            timer.Due = DueAfter(after);
            if (LaneOf(after) is { } lane)
            {
                lane.Add(timer);
            }
            else
            {
                _heap.Add(timer);
            }

            if (timer.Due < _armedFor)
            {
                Arm(timer.Due);
            }
        }
    }

    internal void Remove(SipTimer timer)
    {
        lock (_gate)
        {
            timer.Renew(timer.Name);
            if (timer.IsRunning)
            {
                Leave(timer);
                DisarmIfEmpty();
            }
        }
    }

    private long TicksOf(TimeSpan length) => (long)(length.TotalSeconds * time.TimestampFrequency);

    /// <summary>The lane of that length; an empty one is given away. Null when all are taken.</summary>
    private SipTimerLane? LaneOf(TimeSpan length)
    {
        SipTimerLane? empty = null;
        for (var at = 0; at < _laneCount; at++)
        {
            var lane = _lanes[at];
            if (lane.Length == length)
            {
                return lane;
            }

            empty ??= lane.First is null ? lane : null;
        }

        if (_laneCount < MaxLanes)
        {
            return _lanes[_laneCount++] = new SipTimerLane { Length = length };
        }

        empty?.Length = length;
        return empty;
    }

    private void Leave(SipTimer timer)
    {
        _count--;
        if (timer.Lane is { } lane)
        {
            lane.Remove(timer);
        }
        else
        {
            _heap.Remove(timer);
        }
    }

    private SipTimer? Earliest()
    {
        var earliest = _heap.First;
        for (var at = 0; at < _laneCount; at++)
        {
            if (_lanes[at].First is { } first && (earliest is null || first.Due < earliest.Due))
            {
                earliest = first;
            }
        }

        return earliest;
    }

    /// <summary>
    /// Sets the clock. It is only ever set earlier, and left alone when its timer has been stopped: waking once for nothing is
    /// cheaper than setting it with every message.
    /// </summary>
    private void Arm(long due)
    {
        _armedFor = due;
        var wait = Math.Max(0, due - time.GetTimestamp());
        var after = TimeSpan.FromMilliseconds(Math.Ceiling(wait * 1000.0 / time.TimestampFrequency));
        _clock ??= time.CreateTimer(static queue => ((SipTimerQueue)queue!).OnClock(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _clock.Change(after, Timeout.InfiniteTimeSpan);
    }

    private void DisarmIfEmpty()
    {
        if (_count == 0)
        {
            _clock?.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            _armedFor = long.MaxValue;
        }
    }

    private void OnClock()
    {
        lock (_gate)
        {
            _armedFor = long.MaxValue;
        }

        while (TakeDue() is var (timer, name, stamp) && timer is not null)
        {
            timer.Fire(name, stamp);
        }

        lock (_gate)
        {
            if (!_disposed && Earliest() is { } next && next.Due < _armedFor)
            {
                Arm(next.Due);
            }
        }
    }

    private (SipTimer? Timer, int Name, int Stamp) TakeDue()
    {
        lock (_gate)
        {
            if (Earliest() is not { } timer || !IsDue(timer.Due))
            {
                return default;
            }

            Leave(timer);
            return (timer, timer.Name, timer.Stamp);
        }
    }
}
