namespace Realtime.SipGateway.Store;

/// <summary>How the store fares, for health and API.</summary>
public sealed class StoreHealth
{
    private long _dropped;
    private volatile string? _fault = "not open yet";
    private int _queued;

    /// <summary>Why the last commit failed; null while all is well.</summary>
    public string? Fault => _fault;

    /// <summary>Writes that were lost since the start.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>Writes that wait for the disk.</summary>
    public int Queued => Volatile.Read(ref _queued);

    internal void Works() => _fault = null;

    internal void Fails(string why) => _fault = why;

    internal void Drop() => Interlocked.Increment(ref _dropped);

    internal void Queue(int change) => Interlocked.Add(ref _queued, change);
}
