namespace Realtime.SipGateway.Calls;

/// <summary>When the service's session of the current attempt began and when it ends. On any thread.</summary>
internal sealed class SessionTimes(DateTimeOffset? started = null, DateTimeOffset? ends = null)
{
    private readonly Lock _gate = new();
    private DateTimeOffset? _started = started;
    private DateTimeOffset? _ends = ends;

    /// <summary>When the service took the session that talks now; null before.</summary>
    public DateTimeOffset? Started
    {
        get
        {
            lock (_gate)
            {
                return _started;
            }
        }
    }

    /// <summary>When the service ends it; null while it has not said.</summary>
    public DateTimeOffset? Ends
    {
        get
        {
            lock (_gate)
            {
                return _ends;
            }
        }

        set
        {
            lock (_gate)
            {
                _ends = value;
            }
        }
    }

    /// <summary>The service took it, as the log has it.</summary>
    public void Taken(DateTimeOffset at)
    {
        lock (_gate)
        {
            _started = at;
        }
    }

    /// <summary>The session may talk, whoever told first; when it ends is not known yet.</summary>
    public void Began(DateTimeOffset at)
    {
        lock (_gate)
        {
            (_started, _ends) = (_started ?? at, null);
        }
    }

    /// <summary>Another attempt has another session.</summary>
    public void Forget()
    {
        lock (_gate)
        {
            (_started, _ends) = (null, null);
        }
    }
}
