namespace Realtime.SipGateway.Sideband;

/// <summary>
/// The timers of one worker over one platform timer. It only wakes the worker, which asks what is due: nothing runs on the timer's thread,
/// and a wake-up that finds the worker's queue full loses nothing.
/// </summary>
internal sealed class Deadlines : IDisposable
{
    /// <summary>Clocks tick coarser than timers fire.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromMilliseconds(1);

    /// <summary>The platform's timers follow a clock that ticks every few milliseconds: one that fired early must be set again.</summary>
    private volatile bool _hasFired;

    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private readonly Dictionary<Deadline, (long Since, TimeSpan After)> _running = [];

    public Deadlines(TimeProvider time, Action wake)
    {
        _time = time;
        _timer = time.CreateTimer(
            _ =>
            {
                _hasFired = true;
                wake();
            },
            null,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan);
    }

    public void Set(Deadline deadline, TimeSpan after)
    {
        _running[deadline] = (_time.GetTimestamp(), after);
        Arm();
    }

    public void Cancel(Deadline deadline)
    {
        if (_running.Remove(deadline))
        {
            Arm();
        }
    }

    /// <summary>Takes one deadline that has passed. None has before the timer fired, so most events need no look at the clock.</summary>
    public bool TakeDue(out Deadline deadline)
    {
        deadline = default;
        if (!_hasFired)
        {
            return false;
        }

        foreach (var (candidate, running) in _running)
        {
            if (Left(running) <= Slack)
            {
                deadline = candidate;
                _running.Remove(candidate);
                return true;
            }
        }

        Arm();
        return false;
    }

    public void Dispose() => _timer.Dispose();

    private void Arm()
    {
        _hasFired = false;
        if (_running.Count == 0)
        {
            _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            return;
        }

        var next = TimeSpan.MaxValue;
        foreach (var running in _running.Values)
        {
            next = Left(running) is var left && left < next ? left : next;
        }

        if (next <= Slack)
        {
            // The loop that set it looks for what is due before it waits, or is woken.
            _hasFired = true;
        }

        _timer.Change(next > TimeSpan.Zero ? next : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }

    private TimeSpan Left((long Since, TimeSpan After) running) => running.After - _time.GetElapsedTime(running.Since);
}
