namespace Realtime.SipGateway.Store;

/// <summary>How the store fares, for health and API.</summary>
public sealed class StoreHealth
{
    private long _dropped;
    private volatile string? _fault = "not open yet";
    private volatile string? _spoolFault;
    private volatile string? _nodeFault;
    private int _queued;
    private int _spooled;

    /// <summary>Why the last commit failed; null while all is well.</summary>
    public string? Fault => _fault;

    /// <summary>Why the spool cannot be written; null while it can.</summary>
    public string? SpoolFault
    {
        get => _spoolFault;
        internal set => _spoolFault = value;
    }

    /// <summary>Why this process may not be the only node of its name; null while it is.</summary>
    public string? NodeFault
    {
        get => _nodeFault;
        internal set => _nodeFault = value;
    }

    /// <summary>Writes that were lost since the start.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>Writes that wait in memory.</summary>
    public int Queued => Volatile.Read(ref _queued);

    /// <summary>Writes that wait in the spool.</summary>
    public int Spooled
    {
        get => Volatile.Read(ref _spooled);
        internal set => Volatile.Write(ref _spooled, value);
    }

    internal void Works() => _fault = null;

    internal void Fails(string why) => _fault = why;

    internal void Drop() => Interlocked.Increment(ref _dropped);

    internal void Queue(int change) => Interlocked.Add(ref _queued, change);
}
