namespace Realtime.SipGateway.Signalling.Targets;

/// <summary>
/// Remembers how well something answers: so many failures in a row open it; it returns by itself, either by one trial call after a break
/// that grows, or, where OPTIONS are sent to it, by so many answers in a row (hysteresis: one lucky answer brings nothing back).
/// </summary>
/// <param name="options">Thresholds and breaks.</param>
/// <param name="isProbed">It is asked by OPTIONS: calls need not try.</param>
/// <param name="time">The clock.</param>
internal sealed class Breaker(HealthOptions options, bool isProbed, TimeProvider time)
{
    /// <summary>A trial that was never reported (its call crashed) blocks no other for longer.</summary>
    private static readonly TimeSpan TrialTime = TimeSpan.FromSeconds(60);

    private readonly Lock _gate = new();
    private BreakerState _state;
    private int _failures;
    private int _successes;
    private TimeSpan _break;
    private DateTimeOffset _until;

    /// <summary>The last failure in words; null while there was none since the last success.</summary>
    public string? Why { get; private set; }

    /// <summary>Since when it is in this state.</summary>
    public DateTimeOffset Since { get; private set; } = time.GetUtcNow();

    public BreakerState State
    {
        get
        {
            lock (_gate)
            {
                return _state;
            }
        }
    }

    /// <summary>A call would be sent there now.</summary>
    public bool IsAvailable
    {
        get
        {
            lock (_gate)
            {
                return MayTry();
            }
        }
    }

    /// <summary>Takes it for a call. After a break only one call gets it; false: send the call elsewhere.</summary>
    public bool TryTake()
    {
        lock (_gate)
        {
            if (!MayTry())
            {
                return false;
            }

            if (_state != BreakerState.Closed)
            {
                Become(BreakerState.HalfOpen);
                _until = time.GetUtcNow() + TrialTime;
            }

            return true;
        }
    }

    /// <summary>It answered.</summary>
    /// <returns>True when it has returned by this.</returns>
    public bool Succeeded()
    {
        lock (_gate)
        {
            _failures = 0;
            if (_state == BreakerState.Closed || (isProbed && ++_successes < options.RecoveryThreshold))
            {
                return false;
            }

            (_break, Why) = (TimeSpan.Zero, null);
            Become(BreakerState.Closed);
            return true;
        }
    }

    /// <summary>It failed.</summary>
    /// <returns>True when it opened by this.</returns>
    public bool Failed(string why)
    {
        lock (_gate)
        {
            (_successes, Why) = (0, why);
            if (_state == BreakerState.Open || (_state == BreakerState.Closed && ++_failures < options.FailureThreshold))
            {
                return false;
            }

            var longest = TimeSpan.FromMilliseconds(options.MaxBreakMs);
            var next = _break == TimeSpan.Zero ? TimeSpan.FromMilliseconds(options.BreakMs) : _break * 2;
            _break = next < longest ? next : longest;
            _until = time.GetUtcNow() + _break;
            var wasClosed = _state == BreakerState.Closed;
            Become(BreakerState.Open);
            return wasClosed;
        }
    }

    private bool MayTry() => _state == BreakerState.Closed || (!isProbed && time.GetUtcNow() >= _until);

    private void Become(BreakerState state)
    {
        if (_state != state)
        {
            (_state, _failures, _successes, Since) = (state, 0, 0, time.GetUtcNow());
        }
    }
}
