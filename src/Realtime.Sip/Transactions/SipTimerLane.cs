namespace Realtime.Sip.Transactions;

/// <summary>Timers of one length in the order in which they were started, which is the order in which they are due. Under its queue's lock.</summary>
internal sealed class SipTimerLane
{
    private SipTimer? _last;

    public TimeSpan Length { get; set; }

    public SipTimer? First { get; private set; }

    public void Add(SipTimer timer)
    {
        timer.Lane = this;
        timer.Before = _last;
        if (_last is null)
        {
            First = timer;
        }
        else
        {
            _last.After = timer;
        }

        _last = timer;
    }

    public void Remove(SipTimer timer)
    {
        if (timer.Before is null)
        {
            First = timer.After;
        }
        else
        {
            timer.Before.After = timer.After;
        }

        if (timer.After is null)
        {
            _last = timer.Before;
        }
        else
        {
            timer.After.Before = timer.Before;
        }

        (timer.Lane, timer.Before, timer.After) = (null, null, null);
    }
}
