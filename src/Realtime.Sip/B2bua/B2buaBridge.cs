using Realtime.Sip.Dialogs;
using Realtime.Sip.Messages;
using Realtime.Sip.Transactions;

namespace Realtime.Sip.B2bua;

/// <summary>
/// Takes the caller to another target (RFC 3725), in the call's turn:
/// <code>
/// :: Step 1  call the target               the caller stays where it is
/// :: Step 2  it answers                    its media must fit the caller's
/// :: Step 3  re-INVITE the caller          with the target's description, o= continued; glare backs off
/// :: Step 4  the target learns the answer  in the ACK, or in a re-INVITE where it differs from what it has
/// :: Step 5  the call adopts the target    and hangs up the one before
/// </code>
/// Whatever fails before step 5 lets the target go; a caller who was taken over already gets the media before back.
/// </summary>
internal sealed class B2buaBridge
{
    private const int RequestPending = 491;
    private const int NoSuchDialog = 481;
    private const int RequestTimeout = 408;

    /// <summary>With each a wait of 0 to 2 or 2.1 to 4 s: who still collides does not mean to take our offer.</summary>
    private const int MaxGlares = 5;

    /// <summary>An offer between caller and target is over sooner than this many waits.</summary>
    private const int MaxDeferrals = 100;

    private static readonly TimeSpan Deferral = TimeSpan.FromMilliseconds(100);

    private readonly B2buaCall _call;
    private readonly B2buaBridgeRequest _request;
    private readonly B2buaThirdLeg _target;
    private readonly TaskCompletionSource<B2buaBridgeResult> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly DialogTimer _timer;
    private readonly bool _hasOffer;
    private Action _onTimer = static () => { };
    private bool _isHeard;
    private bool _isAnswered;
    private bool _isOver;
    private bool _isReInviting;
    private bool _hasExchange;
    private bool _isCallerMoved;
    private int _glares;
    private int _deferrals;
    private int _rounds;
    private SipResponse? _answer;
    private SipBody _targetSays;
    private SipBody _targetHas;
    private B2buaBridgeResult? _restoringAfter;

    public B2buaBridge(B2buaCall call, B2buaBridgeRequest request)
    {
        _call = call;
        _request = request;
        _target = new B2buaThirdLeg(call, request.Target, new B2buaThirdLegHandler(OnProgressed, OnAnswered, OnRefused, OnHungUp));
        _timer = new DialogTimer(call.Layer.TimerQueue, stamp => call.Post(() => OnTimer(stamp)));
        _hasOffer = request.Flow == B2buaBridgeFlow.CachedOffer && !Caller.LastBody.IsEmpty;
    }

    public Task<B2buaBridgeResult> Result => _result.Task;

    private B2buaLegSide Caller => _call.SideOf(B2buaSide.Caller);

    public bool Owns(DialogLeg leg) => _target.Owns(leg);

    public void Take(ServerTransaction transaction) => _target.Take(transaction);

    /// <summary>:: Step 1</summary>
    public void Start()
    {
        _targetHas = _hasOffer ? Caller.LastBody : default;
        After(_request.SilenceTimeout, () => Fail(new B2buaBridgeResult(B2buaBridgeStatus.Unreachable, RequestTimeout)));
        _target.Invite(_targetHas);
    }

    /// <summary>The call says no: it is over, or has another bridge.</summary>
    public void Refuse() => Finish(new B2buaBridgeResult(B2buaBridgeStatus.NotInCall));

    /// <summary>While the target rings; later the bridge comes out by itself, soon.</summary>
    public void GiveUp(B2buaBridgeStatus why)
    {
        if (!_isAnswered && !_isOver)
        {
            Fail(new B2buaBridgeResult(why, why == B2buaBridgeStatus.NoAnswer ? RequestTimeout : 0));
        }
    }

    /// <summary>The call is over.</summary>
    public void Stop()
    {
        Finish(new B2buaBridgeResult(B2buaBridgeStatus.NotInCall));
        _target.LetGo(reason: null);
    }

    /// <summary>:: Step 3. Also the way back: the caller gets the media before.</summary>
    public void ReInviteCaller()
    {
        var leg = Caller.Leg!;
        var request = leg.CreateRequest(SipMethod.Invite);
        request.Headers.Add(SipHeaderId.Allow, Caller.AllowValue());
        Caller.AddSupported(request);
        Caller.Session?.AddTo(request);
        var origin = _call.ContinueOrigin();
        var mark = origin?.Mark;
        var says = _restoringAfter is null ? _targetSays : _call.SideOf(B2buaSide.Target).LastBody;
        (says with { Bytes = origin?.Continue(says.Bytes) ?? says.Bytes }).AddTo(request);
        _isReInviting = true;
        _hasExchange = true;
        leg.Send(request, happened => _call.Post(() =>
        {
            if (happened.IsOutcome && happened.Response is not { StatusCode: < 300 } && mark is { } before)
            {
                origin!.Mark = before;
            }

            OnCallerEvent(happened);
        }));
    }

    /// <summary>An offer between caller and target is under way: soon again.</summary>
    public void DeferReInvite()
    {
        if (++_deferrals > MaxDeferrals)
        {
            Fail(new B2buaBridgeResult(B2buaBridgeStatus.CallerRefused, RequestPending, "another offer did not end"));
        }
        else
        {
            After(Deferral, Retarget);
        }
    }

    /// <summary>:: Step 5</summary>
    public void Adopt(B2buaTargetSide side) => side.Adopt(_target, _answer!, _targetSays);

    private void Retarget()
    {
        if (!_isOver)
        {
            _call.Step(B2buaInput.Retarget, default);
        }
    }

    private void OnProgressed(int status)
    {
        if (!_isHeard)
        {
            _isHeard = true;
            After(_request.AnswerTimeout, () => GiveUp(B2buaBridgeStatus.NoAnswer));
        }

        _request.OnProgress?.Invoke(status);
    }

    /// <summary>:: Step 2</summary>
    private void OnAnswered(SipResponse response)
    {
        _timer.Stop();
        _isAnswered = true;
        _answer = response;
        _targetSays = SipBody.CopyOf(response);
        if (_hasOffer)
        {
            _target.Acknowledge(default);
        }

        _request.OnProgress?.Invoke(response.StatusCode);
        if (B2buaBridgeMedia.FaultOf(Caller.LastBody, _targetSays) is { } fault)
        {
            Fail(new B2buaBridgeResult(B2buaBridgeStatus.MediaRefused, response.StatusCode, fault));
        }
        else
        {
            Retarget();
        }
    }

    private void OnRefused(ClientTransactionEvent happened) => Fail(happened.Kind switch
    {
        ClientTransactionEventKind.Final => new B2buaBridgeResult(B2buaBridgeStatus.Refused, happened.Response!.StatusCode, happened.Response.ReasonPhrase),
        ClientTransactionEventKind.Timeout => new B2buaBridgeResult(B2buaBridgeStatus.Unreachable, RequestTimeout),
        _ => new B2buaBridgeResult(B2buaBridgeStatus.Unreachable),
    });

    private void OnHungUp()
    {
        // With a re-INVITE under way its outcome decides what is to be undone.
        if (!_isReInviting && !_isOver && _restoringAfter is null)
        {
            Undo(Gone);
        }
    }

    private static B2buaBridgeResult Gone => new(B2buaBridgeStatus.TargetHungUp);

    private void OnCallerEvent(ClientTransactionEvent happened)
    {
        var leg = Caller.Leg!;
        switch (happened.Kind)
        {
            case ClientTransactionEventKind.AnotherSuccess:
                leg.RepeatAck(happened.Response!);
                break;
            case ClientTransactionEventKind.Terminated:
                leg.ForgetAck();
                break;
            case ClientTransactionEventKind.Provisional:
                break;
            case ClientTransactionEventKind.Final when happened.Response!.StatusCode < 300:
                leg.Dialog!.Retarget(happened.Response);
                leg.SendAck(leg.CreateAck(happened.Response.CSeq.Number));
                Caller.Session?.Agree(happened.Response);
                _isReInviting = false;
                OnCallerAnswered(happened.Response);
                break;
            default:
                _isReInviting = false;
                OnCallerRefused(happened.Response);
                break;
        }
    }

    /// <summary>:: Step 4</summary>
    private void OnCallerAnswered(SipResponse response)
    {
        if (_isOver)
        {
            return;
        }

        Caller.RememberBody(response);
        _isCallerMoved = true;
        var says = SipBody.CopyOf(response);
        if (_restoringAfter is { } why)
        {
            Fail(why);
        }
        else if (!_target.IsUp)
        {
            Restore(Gone);
        }
        else if (B2buaBridgeMedia.FaultOf(says, _targetSays) is { } fault)
        {
            Restore(new B2buaBridgeResult(B2buaBridgeStatus.MediaRefused, response.StatusCode, fault));
        }
        else if (!_hasOffer)
        {
            _target.Acknowledge(says);
            Connect();
        }
        else if (SameOffer.Is(_targetHas.Bytes.Span, says.Bytes.Span))
        {
            Connect();
        }
        else
        {
            TellTarget(says);
        }
    }

    private void OnCallerRefused(SipResponse? response)
    {
        if (_isOver)
        {
            return;
        }

        var status = response?.StatusCode ?? 0;
        if (status == RequestPending && ++_glares <= MaxGlares)
        {
            // The caller's own offer goes first (RFC 3261 §14.1).
            _hasExchange = false;
            _call.Step(B2buaInput.RetargetRefused, default);
            After(GlareBackoff.Next(Caller.Leg!.Dialog!.Role), _target.IsUp || _restoringAfter is not null ? Retarget : () => Undo(Gone));
        }
        else if (status == NoSuchDialog)
        {
            _call.Step(B2buaInput.CallerLost, new B2buaHand(B2buaSide.Caller, response));
        }
        else if (_restoringAfter is { } why)
        {
            _call.Tell(B2buaEventKind.MediaDiverged, B2buaSide.Caller, status, response);
            Fail(why);
        }
        else
        {
            Undo(_target.IsUp ? new B2buaBridgeResult(B2buaBridgeStatus.CallerRefused, status, response?.ReasonPhrase) : Gone);
        }
    }

    private void TellTarget(SipBody callerSays)
    {
        if (_isOver)
        {
            return;
        }

        if (!_target.IsUp)
        {
            Restore(Gone);
            return;
        }

        _isReInviting = true;
        _target.ReInvite(callerSays, response => OnTargetReInvited(callerSays, response));
    }

    private void OnTargetReInvited(SipBody callerSays, SipResponse? response)
    {
        _isReInviting = false;
        if (_isOver)
        {
            return;
        }

        if (response is { StatusCode: < 300 })
        {
            _targetHas = callerSays;
            var says = SipBody.CopyOf(response);
            if (SameOffer.Is(_targetSays.Bytes.Span, says.Bytes.Span) || _rounds++ > 0)
            {
                Connect();
                return;
            }

            _targetSays = says;
            ReInviteCaller();
        }
        else if (response?.StatusCode == RequestPending && ++_glares <= MaxGlares)
        {
            After(GlareBackoff.Next(DialogRole.Client), () => TellTarget(callerSays));
        }
        else
        {
            Restore(_target.IsUp ? new B2buaBridgeResult(B2buaBridgeStatus.Refused, response?.StatusCode ?? 0, response?.ReasonPhrase) : Gone);
        }
    }

    private void Connect()
    {
        _isOver = true;
        _timer.Stop();
        _call.Step(B2buaInput.Bridged, default);
        _call.Tell(B2buaEventKind.Bridged, B2buaSide.Target, _answer!.StatusCode, _answer);
        _result.TrySetResult(new B2buaBridgeResult(B2buaBridgeStatus.Connected, _answer.StatusCode, _answer.ReasonPhrase));
    }

    private void Undo(B2buaBridgeResult why)
    {
        if (_isCallerMoved)
        {
            Restore(why);
        }
        else
        {
            Fail(why);
        }
    }

    /// <summary>The caller has the new target's media already and gets the one before back, if that is still there.</summary>
    private void Restore(B2buaBridgeResult why)
    {
        _target.LetGo(reason: null);
        if (_call.IsGone(B2buaSide.Target))
        {
            Fail(why);
            return;
        }

        _timer.Stop();
        _restoringAfter = why;
        _glares = 0;
        if (_hasExchange)
        {
            ReInviteCaller();
        }
        else
        {
            Retarget();
        }
    }

    private void Fail(B2buaBridgeResult result)
    {
        if (_isOver)
        {
            return;
        }

        Finish(result);
        _target.LetGo(reason: null);
        _call.Step(B2buaInput.BridgeFailed, default);
    }

    private void Finish(B2buaBridgeResult result)
    {
        _isOver = true;
        _timer.Stop();
        _result.TrySetResult(result);
    }

    private void After(TimeSpan wait, Action then)
    {
        _onTimer = then;
        _timer.Start(wait);
    }

    private void OnTimer(int stamp)
    {
        if (_timer.IsCurrent(stamp) && !_isOver)
        {
            _onTimer();
        }
    }
}
