using System.Diagnostics.CodeAnalysis;

namespace Realtime.SipGateway.Sideband;

/// <summary>
/// What other threads bring to a conversation, in order, until its loop takes it. Each conversation has several of these and uses none most of the
/// time: an empty one holds nothing.
/// </summary>
/// <param name="capacity">More are not taken.</param>
internal sealed class Arrivals<T>(int capacity = int.MaxValue)
{
    private readonly Lock _gate = new();
    private Queue<T>? _waiting;
    private volatile int _count;
    private volatile bool _isClosed;

    /// <summary>Nothing more is taken.</summary>
    public bool IsClosed => _isClosed;

    /// <summary>False when there are too many, or it is closed.</summary>
    public bool Add(T arrived)
    {
        lock (_gate)
        {
            if (_isClosed || _count == capacity)
            {
                return false;
            }

            (_waiting ??= new Queue<T>()).Enqueue(arrived);
            _count = _waiting.Count;
            return true;
        }
    }

    public bool TryTake([MaybeNullWhen(false)] out T arrived)
    {
        arrived = default;
        if (_count == 0)
        {
            return false;
        }

        lock (_gate)
        {
            if (_waiting is null)
            {
                return false;
            }

            arrived = _waiting.Dequeue();
            _count = _waiting.Count;
            _waiting = _count == 0 ? null : _waiting;
            return true;
        }
    }

    /// <summary>Takes nothing more; what is there can still be taken out.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
        }
    }
}
