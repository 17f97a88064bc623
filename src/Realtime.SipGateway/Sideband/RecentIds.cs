namespace Realtime.SipGateway.Sideband;

/// <summary>
/// Remembers the last ids it was given, so that an event that comes twice counts once; bounded, the oldest is forgotten. A conversation has many of
/// these, most of them empty: they hold nothing until then.
/// </summary>
internal sealed class RecentIds(int capacity)
{
    private HashSet<string>? _known;
    private Queue<string>? _order;

    /// <summary>False when the id was there.</summary>
    public bool Add(string id)
    {
        _known ??= new HashSet<string>(StringComparer.Ordinal);
        if (!_known.Add(id))
        {
            return false;
        }

        _order ??= new Queue<string>();
        _order.Enqueue(id);
        if (_order.Count > capacity)
        {
            _known.Remove(_order.Dequeue());
        }

        return true;
    }

    public bool Contains(string id) => _known?.Contains(id) == true;
}
