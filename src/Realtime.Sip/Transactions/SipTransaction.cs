using Realtime.Sip.Messages;
using Realtime.Sip.Transports;

namespace Realtime.Sip.Transactions;

/// <summary>
/// Drives one of the four machines: serialises what happens to it, runs its two timers, and does what the machine says. A
/// step's sends come last, when state and timers are set: an answer may be back before a send returns.
/// </summary>
public abstract class SipTransaction : ISipTimerOwner, ISipFlowWatcher
{
    private SipTimer? _repeating;
    private SipTimer? _bounding;
    private TimeSpan _pause;
    private bool _hasLeft;

    private protected SipTransaction(TransactionContext context, SipRequest request, TransactionState initial)
    {
        Context = context;
        Request = request;
        State = initial;
    }

    public SipRequest Request { get; }

    public TransactionState State { get; private set; }

    private protected Lock Gate { get; } = new();

    private protected TransactionContext Context { get; }

    private protected SipTimers Timers => Context.Timers;

    private protected bool IsInvite => Request.Method == SipMethod.Invite;

    void ISipTimerOwner.OnTimer(SipTimer timer, int name, int stamp)
    {
        lock (Gate)
        {
            if (timer.IsCurrent(stamp))
            {
                Step((TransactionEvent)name, null);
            }
        }

        DeliverEvents();
    }

    void ISipFlowWatcher.OnFlowLost(SipFlow flow, SipTransportFailure reason) => OnLost(reason);

    /// <summary>The connection is gone.</summary>
    private protected virtual void OnLost(SipTransportFailure reason) => Happen(TransactionEvent.TransportError, failure: reason);

    private protected abstract TransactionStep Next(TransactionState state, TransactionEvent happening);

    /// <summary>Posts the events that the actions ask for. Under the lock.</summary>
    private protected abstract void Post(TransactionActions actions, SipMessage? message, SipTransportFailure failure);

    /// <summary>Sends what the actions ask for and tells why it failed. Under the lock.</summary>
    private protected abstract SipTransportFailure Send(TransactionActions actions, SipMessage? message);

    /// <summary>The transaction leaves its table. Under the lock, once.</summary>
    private protected abstract void Leave();

    /// <summary>Only repeats are awaited, and whoever uses the transaction has nothing to do with them.</summary>
    private protected abstract bool IsSettled { get; }

    /// <summary>The transaction leaves its table for that of the settled ones. Under the lock, once.</summary>
    private protected abstract void Settle();

    private protected abstract void DeliverEvents();

    /// <summary>False when the event has no row in the machine's state, and so did nothing.</summary>
    private protected bool Happen(TransactionEvent happening, SipMessage? message = null, SipTransportFailure failure = SipTransportFailure.None)
    {
        bool hadEffect;
        lock (Gate)
        {
            hadEffect = Step(happening, message, failure);
        }

        DeliverEvents();
        return hadEffect;
    }

    private protected void Begin(TransactionStep first)
    {
        lock (Gate)
        {
            Do(first, null, SipTransportFailure.None);
        }

        DeliverEvents();
    }

    /// <summary>Under the lock; <see cref="DeliverEvents"/> has to follow without it.</summary>
    private protected bool Step(TransactionEvent happening, SipMessage? message, SipTransportFailure failure = SipTransportFailure.None)
    {
        var step = Next(State, happening);
        if (step.Next == State && step.Actions == TransactionActions.None)
        {
            return false;
        }

        if (happening is TransactionEvent.TimerA or TransactionEvent.TimerE or TransactionEvent.TimerG)
        {
            Context.Counters.CountRetransmission();
        }

        Do(step, message, failure);
        return true;
    }

    /// <summary>Ends it at once and without a word: its peer gets nothing.</summary>
    internal void Abandon()
    {
        lock (Gate)
        {
            if (State != TransactionState.Terminated)
            {
                Do(new TransactionStep(TransactionState.Terminated, TransactionActions.None), null, SipTransportFailure.None);
            }
        }

        DeliverEvents();
    }

    private void Do(TransactionStep step, SipMessage? message, SipTransportFailure failure)
    {
        State = step.Next;
        SetTimers(step.Actions);
        Post(step.Actions, message, failure);
        if (State == TransactionState.Terminated)
        {
            _repeating?.Stop();
            _bounding?.Stop();
        }

        var sent = Send(step.Actions, message);
        if (State == TransactionState.Terminated)
        {
            LeaveOnce();
        }
        else if (sent != SipTransportFailure.None)
        {
            Step(TransactionEvent.TransportError, null, sent);
        }
        else if (IsSettled)
        {
            SettleOnce();
        }
    }

    private protected void SettleOnce()
    {
        if (!_hasLeft)
        {
            _hasLeft = true;
            _repeating?.Stop();
            _bounding?.Stop();
            Settle();
        }
    }

    private void LeaveOnce()
    {
        if (!_hasLeft)
        {
            _hasLeft = true;
            Leave();
        }
    }

    private void SetTimers(TransactionActions actions)
    {
        if (actions.Has(TransactionActions.StopRepeating))
        {
            _repeating?.Stop();
        }

        for (var rest = (uint)actions & TimerNames.Mask; rest != 0; rest &= rest - 1)
        {
            var start = (TransactionActions)(rest & (~rest + 1));
            var name = TimerNames.Of(start);
            ref var timer = ref TimerNames.Repeats(name) ? ref _repeating : ref _bounding;
            (timer ??= new SipTimer(Context.TimerQueue, this)).Start(Length(name), (int)name);
        }
    }

    private TimeSpan Length(TransactionEvent timer) => timer switch
    {
        TransactionEvent.TimerA or TransactionEvent.TimerE or TransactionEvent.TimerG => _pause = NextPause(timer),
        TransactionEvent.TimerTrying => IsInvite ? Timers.InviteTrying : Timers.NonInviteTrying,
        TransactionEvent.TimerAnswer => IsInvite ? Timers.InviteAnswer : Timers.NonInviteAnswer,
        TransactionEvent.TimerB => Timers.TimerB,
        TransactionEvent.TimerC => Timers.TimerC,
        TransactionEvent.TimerD => Timers.TimerD,
        TransactionEvent.TimerF => Timers.TimerF,
        TransactionEvent.TimerH => Timers.TimerH,
        TransactionEvent.TimerI => Timers.TimerI,
        TransactionEvent.TimerJ => Timers.TimerJ,
        TransactionEvent.TimerK => Timers.TimerK,
        TransactionEvent.TimerL => Timers.TimerL,
        TransactionEvent.TimerM => Timers.TimerM,
        TransactionEvent.TimerCancel => Timers.TimerCancel,
        _ => throw new ArgumentOutOfRangeException(nameof(timer), timer, "Not a timer."),
    };

    /// <summary>A doubles without bound, E and G up to T2; a non-INVITE that is being worked on repeats at T2 (RFC 3261 17.1.2.2).</summary>
    private TimeSpan NextPause(TransactionEvent timer)
    {
        var doubled = _pause == TimeSpan.Zero ? Timers.T1 : _pause * 2;
        return timer switch
        {
            TransactionEvent.TimerA => doubled,
            TransactionEvent.TimerE when State == TransactionState.Proceeding => Timers.T2,
            _ => doubled < Timers.T2 ? doubled : Timers.T2,
        };
    }
}
