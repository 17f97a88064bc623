using Realtime.Sip.Dialogs;
using Realtime.Sip.Messages;
using Realtime.Sip.Transactions;
using Realtime.Sip.Transports;

namespace Realtime.Sip.B2bua;

/// <summary>The side that is called: one attempt after the other, then the dialog of the one that answered.</summary>
internal sealed class B2buaTargetSide(B2buaCall call) : B2buaLegSide(call, B2buaSide.Target)
{
    /// <summary>The caller goes on with somebody else (RFC 3326).</summary>
    private const string DismissalReason = "SIP;cause=200;text=\"Call transferred\"";

    /// <summary>The attempt that runs, or that answered.</summary>
    private B2buaAttempt? _current;
    private B2buaAttempt? _dialling;
    private DialogLeg? _stray;
    private DialogTimer? _drain;

    public override DialogLeg? Leg => _restored ?? _current?.Leg;

    /// <summary>The leg of a call that another process began; an attempt has it otherwise.</summary>
    private DialogLeg? _restored;

    public string? CallId { get; private set; }

    /// <summary>How the caller sees the origin of this side's descriptions, once the target is not the first one any more.</summary>
    public B2buaOrigin? Origin { get; set; }

    public B2buaOfferPolicy ChangedOffers { get; private set; }

    /// <summary>Someone waits for the result of an attempt.</summary>
    public bool IsDialling => _dialling is not null;

    /// <summary>Goes on with the target of a call that another process began; false when there are too many dialogs.</summary>
    public bool TryRestore(B2buaSnapshot snapshot, B2buaTarget? target)
    {
        CallId = snapshot.Target.Dialog.CallId;
        ChangedOffers = snapshot.ChangedOffers;
        Origin = B2buaOrigin.Resume(snapshot.CallerSeesOrigin, snapshot.Target.Body);
        _restored = Restore(snapshot.Target, target?.Destination, target?.Session ?? SessionTimerOptions.Off, target?.Credentials);
        return _restored is not null;
    }

    public void Dial(B2buaAttempt attempt)
    {
        _dialling = attempt;
        Call.Step(B2buaInput.Dial, new B2buaHand(B2buaSide.Target));
    }

    /// <summary>Gives the attempt up if it still runs.</summary>
    public void Abandon(B2buaAttempt attempt, DialStatus why)
    {
        if (attempt == _dialling)
        {
            attempt.Outcome = new DialResult(why);
            Call.Step(B2buaInput.Abandon, new B2buaHand(B2buaSide.Target));
        }
    }

    /// <summary>False when the action is not one of this side's.</summary>
    public bool TryDo(B2buaAction action, in B2buaHand hand)
    {
        switch (action)
        {
            case B2buaAction.InviteTarget:
                Invite(_dialling!);
                return true;
            case B2buaAction.NoteProvisional:
                NoteProvisional((SipResponse)hand.Message!);
                return true;
            case B2buaAction.CancelAttempt:
                Cancel();
                return true;
            case B2buaAction.FinishDial:
                Finish();
                return true;
            case B2buaAction.AckTarget:
                Ack(hand.Message as SipRequest);
                return true;
            case B2buaAction.AckStray:
                AckStray(hand.Attempt!, (SipResponse)hand.Message!);
                return true;
            case B2buaAction.ByeStray:
                _stray!.Send(_stray.CreateRequest(SipMethod.Bye), static _ => { });
                return true;
            case B2buaAction.ByeTarget:
                _drain?.Stop();
                Bye(B2buaInput.TargetByeDone);
                return true;
            case B2buaAction.StartDrain:
                StartDrain();
                return true;
            case B2buaAction.LoseTarget:
                Session?.Stop();
                Call.Layer.Remove(Leg!);
                return true;
            case B2buaAction.DismissTarget:
                Dismiss();
                return true;
            default:
                return false;
        }
    }

    /// <summary>Who was called for the caller is the target from now on.</summary>
    /// <param name="leg">Its INVITE, leg and session.</param>
    /// <param name="answer">Its 2xx.</param>
    /// <param name="says">Its session description.</param>
    public void Adopt(B2buaThirdLeg leg, SipResponse answer, SipBody says)
    {
        var attempt = leg.Attempt;
        (_current, _restored) = (attempt, null);
        Session?.Stop();
        Session = leg.Session;
        Session?.Agree(leg.Agreed!);
        CallId = attempt.Leg!.Dialog!.CallId;
        ChangedOffers = attempt.Target.ChangedOffers;
        AnswersRepeatedOffer = false;
        RememberBody(says);
        RememberAllowed(answer);
    }

    private void Dismiss()
    {
        var leg = Leg!;
        leg.StopAnswer();
        var bye = leg.CreateRequest(SipMethod.Bye);
        bye.Headers.Add(SipHeaderId.Reason, DismissalReason);
        Call.Tell(B2buaEventKind.ByeSent, B2buaSide.Target, 0, bye);
        leg.Send(bye, static _ => { });
        Call.Layer.Remove(leg);
    }

    private void Invite(B2buaAttempt attempt)
    {
        var callers = Call.CallersInvite!;
        var target = attempt.Target;
        var tag = DialogTags.NewTag();
        var request = B2buaInvite.Create(callers, target, tag, AllowValue(), Call.Options.Headers);
        var dialogs = new DialogSet(request);
        attempt.Begin(request, dialogs, DialogLeg.AsClient(Call.Layer, Call, tag, dialogs, attempt.Digest));
        _current = attempt;
        CallId = request.CallId;
        ChangedOffers = target.ChangedOffers;
        Session?.Stop();
        Session = B2buaSession.For(Call, this, target.Session);
        AddSupported(request, target.ReliableProvisionals && !callers.Body.IsEmpty);
        Session?.AddTo(request);
        if (!Call.Layer.TryAdd(attempt.Leg!))
        {
            var full = new ClientTransactionEvent(ClientTransactionEventKind.TransportFailed, Failure: SipTransportFailure.LimitReached);
            Call.Post(() => OnEvent(attempt, full));
            return;
        }

        SendInvite(attempt, request, callers, target.Destination);
    }

    private void SendInvite(B2buaAttempt attempt, SipRequest request, SipRequest callers, SipDestination destination) =>
        attempt.Transaction = Call.Layer.Transactions.Send(
            request,
            destination,
            happened => Call.Post(() => OnEvent(attempt, request, callers, happened)),
            (sent, flow) =>
            {
                B2buaInvite.Complete(sent, flow, callers, attempt.Target);
                Call.Post(() => Call.Tell(B2buaEventKind.InviteSent, B2buaSide.Target, 0, sent));
            });

    /// <summary>An attempt hears nothing of refusals that we can answer, nor of what follows from them.</summary>
    private void OnEvent(B2buaAttempt attempt, SipRequest request, SipRequest callers, ClientTransactionEvent happened)
    {
        if (attempt.Invite is { } latest && latest != request)
        {
            return;
        }

        if (happened.Kind == ClientTransactionEventKind.Final && attempt == _current && Again(attempt, happened.Response!) is { } again)
        {
            SendInvite(attempt, again, callers, attempt.Target.Destination with { PreferredFlow = attempt.Transaction!.Flow });
            return;
        }

        OnEvent(attempt, happened);
    }

    /// <summary>The call is over.</summary>
    public void Release() => _current?.Release();

    /// <summary>The same INVITE with what its refusal asked for: credentials, or a longer session (RFC 3261 §22.2, RFC 4028 §7.3).</summary>
    private SipRequest? Again(B2buaAttempt attempt, SipResponse refusal)
    {
        if (attempt.Challenges?.TryAnswer(refusal) == true)
        {
            return attempt.Repeat();
        }

        if (Session?.TryRaise(refusal) != true)
        {
            return null;
        }

        var again = attempt.Repeat();
        Session.AddTo(again);
        return again;
    }

    private void Cancel()
    {
        var cancelled = _current!;
        _current = null;
        if (cancelled.Transaction is { } invite)
        {
            cancelled.Leg!.Cancel(invite, Call.ReasonsFor(B2buaSide.Target));
        }

        Call.Tell(B2buaEventKind.CancelSent, B2buaSide.Target, 0, null);
        if (cancelled.Held is not null)
        {
            Call.Post(() => Release(cancelled));
        }
    }

    /// <summary>The caller has acknowledged what it was told before: a 2xx that waited for that goes on.</summary>
    public void ReleaseAnswer()
    {
        if (_current is { Held: not null } waiting)
        {
            Release(waiting);
        }
    }

    private void Release(B2buaAttempt waiting)
    {
        var held = waiting.Held!.Value;
        waiting.Held = null;
        OnSuccess(waiting, held);
    }

    /// <summary>Tells the caller what its profile lets it hear.</summary>
    private void NoteProvisional(SipResponse response)
    {
        Call.Tell(B2buaEventKind.Provisional, B2buaSide.Target, response.StatusCode, response);
        if (_current is { } attempt)
        {
            Call.RelayProgress(response, attempt.Target.Progress);
        }
    }

    /// <summary>A 1xx: news of the attempt, unless it is a reliable one out of its order (RFC 3262 §4).</summary>
    private void OnProvisional(B2buaAttempt attempt, SipResponse response)
    {
        if (attempt.Dialogs!.OnProvisional(response) is { } early)
        {
            if (!ProvisionalOrder.TryTake(early, response))
            {
                return;
            }

            if (ProvisionalOrder.CreatePrack(early, response) is { } prack)
            {
                attempt.Leg!.SendEarly(early, prack, attempt.Transaction!.Flow!, attempt.Target.Destination);
                RememberEarly(attempt, response);
            }
        }

        Call.Step(B2buaInput.TargetProvisional, new B2buaHand(B2buaSide.Target, response));
    }

    /// <summary>The answer may come reliably before the 2xx, which then has none (RFC 3262 §5).</summary>
    private void RememberEarly(B2buaAttempt attempt, SipResponse response)
    {
        if (attempt == _current)
        {
            RememberBody(response);
        }
    }

    private void Finish()
    {
        if (_dialling is { } attempt)
        {
            _dialling = null;
            attempt.Finish(attempt.Outcome ?? new DialResult(Call.CallerWaits ? DialStatus.TooManyAttempts : DialStatus.CallEnded));
        }
    }

    private void OnEvent(B2buaAttempt attempt, ClientTransactionEvent happened)
    {
        switch (happened.Kind)
        {
            case ClientTransactionEventKind.Provisional:
                OnProvisional(attempt, happened.Response!);
                break;
            case ClientTransactionEventKind.Final or ClientTransactionEventKind.AnotherSuccess when happened.Response!.StatusCode < 300:
                OnSuccess(attempt, happened);
                break;
            case ClientTransactionEventKind.Terminated:
                attempt.ForgetInvite();
                break;
            default:
                OnFailure(attempt, happened);
                break;
        }
    }

    private void OnSuccess(B2buaAttempt attempt, ClientTransactionEvent happened)
    {
        if (attempt == _current && Call.CallerWaits && (attempt.Held is not null || Call.HoldsAnswer))
        {
            // Repeats, and other branches that answer, come again.
            attempt.Held ??= happened;
            return;
        }

        var response = happened.Response!;
        var (dialog, isNew) = attempt.Dialogs!.OnSuccess(response);
        if (dialog is null)
        {
            if (happened.IsOutcome)
            {
                OnFailure(attempt, happened);
            }
        }
        else if (!isNew)
        {
            attempt.RepeatAck(dialog, response);
        }
        else if (!happened.IsOutcome)
        {
            Call.Step(B2buaInput.ForkAnswered, new B2buaHand(B2buaSide.Target, response, Attempt: attempt));
        }
        else if (attempt != _current)
        {
            Call.Layer.Remove(attempt.Leg!);
            Call.Step(B2buaInput.CancelledAnswered, new B2buaHand(B2buaSide.Target, response, Attempt: attempt));
        }
        else if (attempt.Target.OnAnswer is { } look)
        {
            _ = LookAsync(attempt, dialog, response, look);
        }
        else
        {
            Take(attempt, dialog, response);
        }
    }

    private void Take(B2buaAttempt attempt, Dialog dialog, SipResponse response)
    {
        attempt.Leg!.Confirm(dialog, attempt.Transaction!.Flow!, attempt.Target.Destination);
        attempt.Dialogs!.EndEarly();
        attempt.Outcome = new DialResult(DialStatus.Answered, response);
        RememberBody(response);
        RememberAllowed(response);
        Session?.Agree(response);
        Call.Step(B2buaInput.TargetAnswered, new B2buaHand(B2buaSide.Target, response));
    }

    /// <summary>The answer waits for who looks at it; the attempt may have been given up when that is done.</summary>
    private async Task LookAsync(B2buaAttempt attempt, Dialog dialog, SipResponse response, Func<SipResponse, ValueTask<bool>> look)
    {
        var isTaken = false;
#pragma warning disable CA1031 // The edge to code that is not ours: its bug costs the attempt, not the call.
        try
        {
            isTaken = await look(response);
        }
        catch (Exception bug)
        {
            Call.LogHandlerThrew(bug);
        }
#pragma warning restore CA1031

        Call.Post(() =>
        {
            if (attempt == _current && isTaken)
            {
                Take(attempt, dialog, response);
                return;
            }

            Abandon(attempt, DialStatus.Abandoned);
            Call.Layer.Remove(attempt.Leg!);
            Call.Step(B2buaInput.CancelledAnswered, new B2buaHand(B2buaSide.Target, response, Attempt: attempt));
        });
    }

    private void OnFailure(B2buaAttempt attempt, ClientTransactionEvent happened)
    {
        Call.Layer.Remove(attempt.Leg!);
        if (attempt != _current)
        {
            Call.Tell(B2buaEventKind.AttemptEnded, B2buaSide.Target, happened.Response?.StatusCode ?? 0, happened.Response);
            Call.Step(B2buaInput.CancelledFinished, new B2buaHand(B2buaSide.Target, happened.Response));
            return;
        }

        _current = null;
        var (input, status) = happened.Kind switch
        {
            ClientTransactionEventKind.Final => (B2buaInput.TargetRejected, DialStatus.Rejected),
            ClientTransactionEventKind.Timeout => (B2buaInput.TargetTimeout, DialStatus.TimedOut),
            _ => (B2buaInput.TargetLost, DialStatus.TransportFailed),
        };
        attempt.Outcome = new DialResult(status, happened.Response);
        Call.Tell(B2buaEventKind.Refused, B2buaSide.Target, happened.Response?.StatusCode ?? 0, happened.Response);
        Call.Step(input, new B2buaHand(B2buaSide.Target, happened.Response));
    }

    /// <summary>The caller's ACK passes on; it has a body where the INVITE had no offer.</summary>
    private void Ack(SipRequest? callers)
    {
        var ack = Leg!.CreateAck(_current!.InviteNumber);
        if (callers is { } source && source.Method == SipMethod.Ack)
        {
            Call.Options.Headers.Cross(B2buaSide.Caller, source, ack);
        }

        Leg.SendAck(ack);
        Call.Tell(B2buaEventKind.TargetAcknowledged, B2buaSide.Target, 0, null);
    }

    private void AckStray(B2buaAttempt attempt, SipResponse response)
    {
        var dialog = attempt.Dialogs!.OnSuccess(response).Dialog!;
        _stray = DialogLeg.AcknowledgeStray(Call.Layer, Call, dialog, attempt.Transaction!.Flow!, attempt.Target.Destination, attempt.Digest);
        attempt.AddStray(_stray);
        Call.Tell(B2buaEventKind.StrayAnswered, B2buaSide.Target, response.StatusCode, response);
    }

    private void StartDrain()
    {
        if (Call.Options.BeforeTargetBye is not { } hook || Call.Options.TargetByeDelay == TimeSpan.Zero)
        {
            Call.Post(Drained);
            return;
        }

        _drain = new DialogTimer(Call.Layer.TimerQueue, _ => Call.Post(Drained));
        _drain.Start(Call.Options.TargetByeDelay);
        _ = RunHookAsync(hook);
    }

    private async Task RunHookAsync(Func<Task> hook)
    {
#pragma warning disable CA1031 // The edge to code that is not ours: its bug does not keep the leg up.
        try
        {
            await hook();
        }
        catch (Exception bug)
        {
            Call.LogHandlerThrew(bug);
        }
#pragma warning restore CA1031

        Call.Post(Drained);
    }

    private void Drained() => Call.Step(B2buaInput.Drained, default);
}
