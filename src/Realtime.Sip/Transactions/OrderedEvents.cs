using Microsoft.Extensions.Logging;

namespace Realtime.Sip.Transactions;

/// <summary>
/// Carries events up in the order in which they were posted under the owner's lock, but calls the observer without that lock:
/// whichever thread comes first delivers for all. Events wait until there is an observer. An observer that throws misses its event; it
/// does not end the timer's or the socket's thread.
/// </summary>
internal sealed class OrderedEvents<T>(Lock gate, ILogger logger)
{
    // Usually one event waits at a time.
    private T _first = default!;
    private bool _hasFirst;
    private Queue<T>? _others;
    private Action<T>? _observer;
    private bool _isDelivering;

    /// <summary>Under the owner's lock.</summary>
    public void Post(T happened)
    {
        if (_hasFirst)
        {
            _others ??= new Queue<T>();
            _others.Enqueue(happened);
        }
        else
        {
            (_first, _hasFirst) = (happened, true);
        }
    }

    /// <summary>Under the owner's lock.</summary>
    public bool HasObserver => _observer is not null;

    /// <summary>Without the owner's lock; what was posted before is delivered at once.</summary>
    public void Observe(Action<T> observer)
    {
        lock (gate)
        {
            _observer = observer;
        }

        Deliver();
    }

    /// <summary>Without the owner's lock.</summary>
    public void Deliver()
    {
        while (TakeNext(out var observer, out var next))
        {
            try
            {
                observer(next);
            }
#pragma warning disable CA1031 // The edge to the transaction's user.
            catch (Exception bug)
            {
                logger.ObserverThrew(bug);
            }
#pragma warning restore CA1031
            finally
            {
                lock (gate)
                {
                    _isDelivering = false;
                }
            }
        }
    }

    private bool TakeNext(out Action<T> observer, out T next)
    {
        lock (gate)
        {
            observer = _observer!;
            next = default!;
            if (_isDelivering || _observer is null || !_hasFirst)
            {
                return false;
            }

            next = _first;
            _first = default!;
            _hasFirst = _others is not null && _others.TryDequeue(out _first!);
            _isDelivering = true;
            return true;
        }
    }
}
