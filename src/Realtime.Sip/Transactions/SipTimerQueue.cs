namespace Realtime.Sip.Transactions;

/// <summary>
/// All timers of the transactions in one binary heap over one timer of the <see cref="TimeProvider"/>: starting and stopping
/// allocates nothing, a stopped timer leaves at once, and an empty queue has no timer pending.
/// </summary>
internal sealed class SipTimerQueue(TimeProvider time) : IDisposable
{
    private const int InitialCapacity = 64;

    /// <summary>Timers are due to the millisecond: what is due within one is due now.</summary>
    private readonly long _resolution = time.TimestampFrequency / 1000;

    private readonly Lock _gate = new();
    private SipTimer[] _heap = new SipTimer[InitialCapacity];
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
            while (_count > 0)
            {
                RemoveAt(_count - 1);
            }

            _clock?.Dispose();
        }
    }

    internal void Schedule(SipTimer timer, TimeSpan after)
    {
        lock (_gate)
        {
            if (_disposed)
            {
                return;
            }

            timer.Due = time.GetTimestamp() + (long)(after.TotalSeconds * time.TimestampFrequency);
            if (timer.Index < 0)
            {
                Add(timer);
            }
            else
            {
                Settle(timer.Index);
            }

            Arm();
        }
    }

    internal void Remove(SipTimer timer)
    {
        lock (_gate)
        {
            if (timer.Index >= 0)
            {
                RemoveAt(timer.Index);
                Arm();
            }
        }
    }

    private void Add(SipTimer timer)
    {
        if (_count == _heap.Length)
        {
            Array.Resize(ref _heap, _count * 2);
        }

        timer.Index = _count;
        _heap[_count++] = timer;
        Settle(timer.Index);
    }

    private void RemoveAt(int index)
    {
        _heap[index].Index = -1;
        _count--;
        if (index < _count)
        {
            Place(_heap[_count], index);
            _heap[_count] = null!;
            Settle(index);
        }
        else
        {
            _heap[index] = null!;
        }
    }

    private void Place(SipTimer timer, int index)
    {
        _heap[index] = timer;
        timer.Index = index;
    }

    /// <summary>Moves the timer at <paramref name="index"/> up or down until the heap is in order again.</summary>
    private void Settle(int index)
    {
        var timer = _heap[index];
        while (index > 0 && timer.Due < _heap[(index - 1) / 2].Due)
        {
            Place(_heap[(index - 1) / 2], index);
            index = (index - 1) / 2;
        }

        for (var child = (2 * index) + 1; child < _count; child = (2 * index) + 1)
        {
            if (child + 1 < _count && _heap[child + 1].Due < _heap[child].Due)
            {
                child++;
            }

            if (_heap[child].Due >= timer.Due)
            {
                break;
            }

            Place(_heap[child], index);
            index = child;
        }

        Place(timer, index);
    }

    /// <summary>
    /// Sets the clock for the earliest timer. It is left alone when it is set too early already: waking once for nothing is
    /// cheaper than setting it with every message.
    /// </summary>
    private void Arm()
    {
        if (_count == 0)
        {
            _clock?.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            _armedFor = long.MaxValue;
        }
        else if (_heap[0].Due < _armedFor)
        {
            _armedFor = _heap[0].Due;
            var wait = Math.Max(0, _armedFor - time.GetTimestamp());
            var due = TimeSpan.FromMilliseconds(Math.Ceiling(wait * 1000.0 / time.TimestampFrequency));
            _clock ??= time.CreateTimer(static queue => ((SipTimerQueue)queue!).OnClock(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            _clock.Change(due, Timeout.InfiniteTimeSpan);
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
            if (!_disposed)
            {
                Arm();
            }
        }
    }

    private (SipTimer? Timer, int Name, int Stamp) TakeDue()
    {
        lock (_gate)
        {
            if (_count == 0 || _heap[0].Due - time.GetTimestamp() > _resolution)
            {
                return default;
            }

            var timer = _heap[0];
            RemoveAt(0);
            return (timer, timer.Name, timer.Stamp);
        }
    }
}
