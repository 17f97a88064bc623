namespace Realtime.Sip.Transactions;

/// <summary>A timer in a <see cref="SipTimerQueue"/>. Its owner starts and stops it under the owner's own lock.</summary>
internal sealed class SipTimer(SipTimerQueue queue, ISipTimerOwner owner)
{
    /// <summary>The queue's timestamp at which it is due.</summary>
    internal long Due { get; set; }

    /// <summary>Place in the queue's heap; -1 when it is not there.</summary>
    internal int Index { get; set; } = -1;

    /// <summary>Its lane, when it is in one; then also its neighbours there.</summary>
    internal SipTimerLane? Lane { get; set; }

    internal SipTimer? Before { get; set; }

    internal SipTimer? After { get; set; }

    internal bool IsRunning => Lane is not null || Index >= 0;

    internal int Name { get; private set; }

    internal int Stamp { get; private set; }

    /// <summary>Starts the timer, or starts it anew, as <paramref name="name"/>.</summary>
    public void Start(TimeSpan after, int name)
    {
        queue.Schedule(this, after, name);
    }

    public void Stop() => queue.Remove(this);

    /// <summary>What was due before is not current any more. Under the queue's lock, which a timer that comes due is taken under.</summary>
    internal void Renew(int name)
    {
        Stamp++;
        Name = name;
    }

    /// <summary>False when the timer was stopped or started again since it came due.</summary>
    public bool IsCurrent(int stamp) => stamp == Stamp;

    internal void Fire(int name, int stamp) => owner.OnTimer(this, name, stamp);
}
