namespace Realtime.SipGateway.Sideband;

/// <summary>Remembers the last ids it was given, so that an event that comes twice counts once; bounded, the oldest is forgotten.</summary>
internal sealed class RecentIds(int capacity)
{
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();

    /// <summary>False when the id was there.</summary>
    public bool Add(string id)
    {
        if (!_known.Add(id))
        {
            return false;
        }

        _order.Enqueue(id);
        if (_order.Count > capacity)
        {
            _known.Remove(_order.Dequeue());
        }

        return true;
    }

    public bool Contains(string id) => _known.Contains(id);
}
