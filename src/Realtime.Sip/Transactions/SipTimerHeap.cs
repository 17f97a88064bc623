namespace Realtime.Sip.Transactions;

/// <summary>Timers of any length as a binary heap by their due time. Under its queue's lock.</summary>
internal sealed class SipTimerHeap
{
    private const int InitialCapacity = 16;

    private SipTimer[] _heap = new SipTimer[InitialCapacity];
    private int _count;

    public SipTimer? First => _count == 0 ? null : _heap[0];

    public void Add(SipTimer timer)
    {
        if (_count == _heap.Length)
        {
            Array.Resize(ref _heap, _count * 2);
        }

        timer.Index = _count;
        _heap[_count++] = timer;
        Settle(timer.Index);
    }

    public void Remove(SipTimer timer)
    {
        var index = timer.Index;
        timer.Index = -1;
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
}
