using Realtime.Sip.Dialogs;
using Realtime.Sip.Messages;
using Realtime.Sip.Transactions;

namespace Realtime.Sip.B2bua;

/// <summary>
/// The session timer of one leg (RFC 4028): refreshes the session where that is ours to do, by UPDATE where the peer allows it, else
/// by a re-INVITE with the body that it knows; and tells the machine when a session is over that nobody refreshed.
/// </summary>
internal sealed class B2buaSession
{
    private const int RequestPending = 491;
    private const int IntervalTooSmall = 422;
    private const int NoSuchDialog = 481;
    private const int RequestTimeout = 408;
    private const int MethodNotAllowed = 405;
    private const int NotImplemented = 501;

    /// <summary>Each answer names a greater interval, or it is not asked again; so many networks on the way may each have their own.</summary>
    private const int MaxRaises = 3;

    /// <summary>A refresh that comes while the leg is busy with another offer waits as long as that takes at best.</summary>
    private static readonly TimeSpan Busy = TimeSpan.FromSeconds(2);

    /// <summary>Timers are due to the millisecond; the end of a session must not be missed by one.</summary>
    private static readonly TimeSpan Precision = TimeSpan.FromMilliseconds(50);

    private readonly B2buaCall _call;
    private readonly B2buaLegSide _side;
    private readonly SessionTimerOptions _options;
    private readonly SessionTimer _timer;
    private DialogTimer? _clock;
    private long _refreshed;
    private int _raises;

    private B2buaSession(B2buaCall call, B2buaLegSide side, SessionTimerOptions options)
    {
        (_call, _side, _options) = (call, side, options);
        _timer = new SessionTimer(options);
    }

    private bool IsCaller => _side.Side == B2buaSide.Caller;

    private TimeSpan SinceRefresh => _call.Layer.Time.GetElapsedTime(_refreshed);

    public static B2buaSession? For(B2buaCall call, B2buaLegSide side, SessionTimerOptions options) =>
        options.Mode == SessionTimerMode.Off ? null : new B2buaSession(call, side, options);

    /// <summary>The interval agreed on, in seconds; 0 while there is none.</summary>
    public uint Seconds => _timer.IsAgreed ? (uint)_timer.Interval.TotalSeconds : 0;

    /// <summary>The refreshes are ours to send.</summary>
    public bool IsOurs => _timer.IsOurs;

    /// <summary>
    /// Goes on with what another process had agreed on. When it refreshed last is not known: where that is ours to do it is done at once, which
    /// also tells whether the peer still knows the dialog.
    /// </summary>
    public void Resume(uint seconds, bool isOurs)
    {
        _timer.Resume(seconds, isOurs);
        Restart();
        if (_timer is { IsAgreed: true, IsOurs: true })
        {
            Start(Busy);
        }
    }

    /// <summary>A request of this side was answered 422: the interval that it asks for is too small.</summary>
    public bool Refuses(ServerTransaction transaction) =>
        (transaction.Method == SipMethod.Invite || transaction.Method == SipMethod.Update) && _options.Refuses(transaction);

    /// <summary>False when the action is not one of a session.</summary>
    public static bool TryDo(B2buaAction action, B2buaLegSide caller, B2buaLegSide target)
    {
        switch (action)
        {
            case B2buaAction.RefreshCaller:
                caller.Session?.Refresh(SipMethod.Invite);
                return true;
            case B2buaAction.RefreshTarget:
                target.Session?.Refresh(SipMethod.Invite);
                return true;
            case B2buaAction.PostponeCaller:
                caller.Session?.Start(Busy);
                return true;
            case B2buaAction.PostponeTarget:
                target.Session?.Start(Busy);
                return true;
            default:
                return false;
        }
    }

    /// <summary>Completes an INVITE or UPDATE of ours on this leg.</summary>
    public void AddTo(SipRequest request) => _timer.AddTo(request);

    /// <summary>Takes a 422 to a request of ours; true: it may be sent again.</summary>
    public bool TryRaise(SipResponse refusal) => refusal.StatusCode == IntervalTooSmall && _raises++ < MaxRaises && _timer.TryRaise(refusal);

    /// <summary>Takes the 2xx to a request of ours.</summary>
    public void Agree(SipResponse success)
    {
        _timer.Agree(success);
        Restart();
    }

    /// <summary>Agrees with a request of this side, and completes our 2xx to it.</summary>
    public void Answer(SipRequest request, SipResponse success)
    {
        _timer.Answer(request, success);
        Restart();
    }

    public void Stop() => _clock?.Stop();

    private void Restart()
    {
        _raises = 0;
        if (_timer.IsAgreed)
        {
            _refreshed = _call.Layer.Time.GetTimestamp();
            Start(_timer.IsOurs ? _timer.RefreshAfter : _timer.GiveUpAfter);
        }
        else
        {
            Stop();
        }
    }

    private void Start(TimeSpan after)
    {
        _clock ??= new DialogTimer(_call.Layer.TimerQueue, stamp => _call.Post(() => OnDue(stamp)));
        _clock.Start(after);
    }

    private void OnDue(int stamp)
    {
        if (!_clock!.IsCurrent(stamp))
        {
            return;
        }

        if (SinceRefresh >= _timer.GiveUpAfter - Precision)
        {
            _call.Step(IsCaller ? B2buaInput.CallerExpired : B2buaInput.TargetExpired, new B2buaHand(_side.Side));
        }
        else if (_timer.IsOurs)
        {
            BeginRefresh();
        }
    }

    /// <summary>An UPDATE without offer disturbs nothing; a re-INVITE has to be this leg's only one (RFC 3261 §14.1).</summary>
    private void BeginRefresh()
    {
        var byUpdate = _side.Allowed.HasFlag(B2buaAllowed.Update) || _call.OtherSideOf(_side.Side).LastBody.IsEmpty;
        if (byUpdate && _call.IsInCall)
        {
            Refresh(SipMethod.Update);
        }
        else
        {
            _call.Step(IsCaller ? B2buaInput.CallerRefreshDue : B2buaInput.TargetRefreshDue, new B2buaHand(_side.Side));
        }
    }

    private void Refresh(SipMethod method)
    {
        var leg = _side.Leg!;
        var request = leg.CreateRequest(method);
        request.Headers.Add(SipHeaderId.Allow, _side.AllowValue());
        _side.AddSupported(request);
        _timer.AddTo(request);
        if (method == SipMethod.Invite)
        {
            var other = _call.OtherSideOf(_side.Side);
            other.LastBody.AddTo(request);
            _call.KeepOrigin(other.Side, request);
        }

        // The transaction ends by itself; what comes until then finds us waiting, and what never comes finds us at the end of the session.
        Start(_timer.GiveUpAfter - SinceRefresh);
        leg.Send(request, happened => _call.Post(() => OnEvent(leg, request, happened)));
    }

    private void OnEvent(DialogLeg leg, SipRequest request, ClientTransactionEvent happened)
    {
        var isInvite = request.Method == SipMethod.Invite;
        if (happened.Kind == ClientTransactionEventKind.AnotherSuccess)
        {
            leg.RepeatAck(happened.Response!);
        }
        else if (happened.Kind == ClientTransactionEventKind.Terminated && isInvite)
        {
            leg.ForgetAck();
        }
        else if (happened.IsOutcome)
        {
            if (happened.Response is { IsSuccess: true } success)
            {
                leg.Dialog!.Retarget(success);
            }

            if (isInvite)
            {
                EndInvite(leg, happened.Response);
            }

            if (leg == _side.Leg && _call.IsInCall)
            {
                OnOutcome(leg, request, happened);
            }
        }
    }

    private void EndInvite(DialogLeg leg, SipResponse? answer)
    {
        if (answer is { IsSuccess: true })
        {
            leg.SendAck(leg.CreateAck(answer.CSeq.Number));
        }

        if (leg == _side.Leg)
        {
            _call.Step(IsCaller ? B2buaInput.CallerRefreshDone : B2buaInput.TargetRefreshDone, new B2buaHand(_side.Side, answer));
        }
    }

    private void OnOutcome(DialogLeg leg, SipRequest request, ClientTransactionEvent happened)
    {
        switch (happened.Response?.StatusCode ?? (happened.Kind == ClientTransactionEventKind.Timeout ? RequestTimeout : 0))
        {
            case >= 200 and < 300:
                OnRefreshed(request, happened.Response!);
                break;
            case NoSuchDialog or RequestTimeout:
                _call.Step(IsCaller ? B2buaInput.CallerLost : B2buaInput.TargetLost, new B2buaHand(_side.Side));
                break;
            case RequestPending:
                Start(GlareBackoff.Next(leg.Dialog!.Role));
                break;
            case MethodNotAllowed or NotImplemented when request.Method == SipMethod.Update && _side.Allowed.HasFlag(B2buaAllowed.Update):
                _side.ForgetUpdate();
                BeginRefresh();
                break;
            case IntervalTooSmall when TryRaise(happened.Response!):
                BeginRefresh();
                break;
            default:
                OnRefused(happened.Response);
                break;
        }
    }

    private void OnRefreshed(SipRequest request, SipResponse success)
    {
        var isNews = !success.Body.IsEmpty && !SameOffer.Is(_side.LastBody.Bytes.Span, success.Body.Span);
        _side.RememberBody(success);
        Agree(success);
        _call.Tell(B2buaEventKind.SessionRefreshed, _side.Side, success.StatusCode, request);
        if (isNews)
        {
            _call.Tell(B2buaEventKind.MediaDiverged, _side.Side, success.StatusCode, success);
        }
    }

    /// <summary>A refusal is a sign of life (§7.3, §10): the call goes on, and is refreshed again well before the peer may miss it.</summary>
    private void OnRefused(SipResponse? refusal)
    {
        if (refusal is not null)
        {
            _refreshed = _call.Layer.Time.GetTimestamp();
            _call.Tell(B2buaEventKind.OfferRefused, _side.Side, refusal.StatusCode, refusal);
        }

        Start(_timer.Interval / 4);
    }
}
