namespace Realtime.SipGateway.Tests.Sideband;

/// <summary>A clock whose one timer fires before its time, as the platform's do by some milliseconds.</summary>
internal sealed class EarlyTimeProvider : TimeProvider, ITimer
{
    private long _now;
    private Action _fire = static () => { };

    /// <summary>What the timer is set to.</summary>
    public TimeSpan Armed { get; private set; }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => _now;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        _fire = () => callback(state);
        return this;
    }

    public void FireEarly(TimeSpan after)
    {
        _now += after.Ticks;
        Armed = Timeout.InfiniteTimeSpan;
        _fire();
    }

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        Armed = dueTime;
        return true;
    }

    public void Dispose()
    {
        // Nothing is held.
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
