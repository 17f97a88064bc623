namespace Realtime.Sip.Dialogs;

/// <summary>
/// Makes its owner sequential: items are handled one after the other, in the order in which they came, by whichever thread
/// brought the first of them. Nobody ever waits: who comes while an item is handled leaves his behind.
/// </summary>
internal sealed class SerialQueue<T>(Action<T> handle, int capacity)
{
    private readonly Lock _gate = new();
    private Queue<T>? _waiting;
    private bool _isHandling;

    /// <summary>Takes the item in any case: for what we do ourselves, of which there is never much.</summary>
    public void Post(T item) => TryPost(item, int.MaxValue);

    /// <summary>For what strangers bring: false when too many wait already, the item is then not taken.</summary>
    public bool TryPost(T item) => TryPost(item, capacity);

    private bool TryPost(T item, int limit)
    {
        lock (_gate)
        {
            if (_isHandling)
            {
                _waiting ??= new Queue<T>();
                if (_waiting.Count >= limit)
                {
                    return false;
                }

                _waiting.Enqueue(item);
                return true;
            }

            _isHandling = true;
        }

        HandleAll(item);
        return true;
    }

    private void HandleAll(T item)
    {
        var isDone = false;
        try
        {
            do
            {
                handle(item);
            }
            while (TryTake(out item!));

            isDone = true;
        }
        finally
        {
            if (!isDone)
            {
                Abandon();
            }
        }
    }

    private bool TryTake(out T? item)
    {
        lock (_gate)
        {
            item = default;
            _isHandling = _waiting is not null && _waiting.TryDequeue(out item);
            return _isHandling;
        }
    }

    /// <summary>A handler threw: what waits is lost, the next item is handled again.</summary>
    private void Abandon()
    {
        lock (_gate)
        {
            _waiting?.Clear();
            _isHandling = false;
        }
    }
}
