namespace Realtime.SipGateway.Store;

/// <summary>One thing to write. Applied inside a transaction that it shares with others, told afterwards what became of it.</summary>
internal abstract class StoreWrite
{
    /// <summary>
    /// True: somebody waits for the commit, so it is made at once, and a failed one is told to them instead of tried again. False: it is
    /// kept and tried again until the disk works.
    /// </summary>
    public abstract bool IsAwaited { get; }

    /// <summary>When it was queued, as a timestamp of the clock.</summary>
    public long QueuedAt { get; set; }

    public abstract void Apply(StoreStatements statements);

    public virtual void Committed()
    {
    }

    /// <summary>It was not and will not be written.</summary>
    public virtual void Failed(Exception fault)
    {
    }
}
