namespace Realtime.SipGateway.Calls;

/// <summary>
/// Where a call stands (<see cref="CallMachine"/>), and its watchers, who are told of each state in order: by one thread at a time, outside of the lock; what
/// others add meanwhile, it tells too.
/// </summary>
/// <param name="gate">The call's lock.</param>
/// <param name="progress">Where it stands.</param>
/// <param name="changed">Tells the watchers.</param>
internal sealed class CallStates(Lock gate, CallProgress progress, Action<CallState> changed)
{
    private readonly Queue<CallState> _untold = new();
    private CallProgress _progress = progress;
    private bool _telling;

    public CallProgress Progress
    {
        get
        {
            lock (gate)
            {
                return _progress;
            }
        }
    }

    /// <summary>The same for who has the lock.</summary>
    public CallProgress Locked => _progress;

    /// <summary>A step of the machine. What follows from it is done under the lock; then the watchers are told.</summary>
    public CallVerdict Apply(Func<CallProgress, (CallProgress Next, CallVerdict Verdict)> step, Action? whenDone = null)
    {
        CallVerdict verdict;
        lock (gate)
        {
            (var next, verdict) = step(_progress);
            var isNews = next.State != _progress.State;
            _progress = next;
            if (verdict == CallVerdict.Done)
            {
                whenDone?.Invoke();
            }

            if (isNews)
            {
                _untold.Enqueue(next.State);
            }
        }

        Tell();
        return verdict;
    }

    /// <summary>Tells the watchers of the state as it is, though no step led to it. Under the lock; <see cref="Tell"/> has to follow.</summary>
    public void Add() => _untold.Enqueue(_progress.State);

    /// <summary>A step that led to another state. Under the lock; <see cref="Tell"/> has to follow.</summary>
    public void Move(CallProgress next)
    {
        _progress = next;
        Add();
    }

    /// <summary>Tells what has not been told; not under the lock.</summary>
    public void Tell()
    {
        lock (gate)
        {
            if (_telling)
            {
                return;
            }

            _telling = true;
        }

        while (true)
        {
            CallState state;
            lock (gate)
            {
                if (!_untold.TryDequeue(out state))
                {
                    _telling = false;
                    return;
                }
            }

            changed(state);
        }
    }
}
