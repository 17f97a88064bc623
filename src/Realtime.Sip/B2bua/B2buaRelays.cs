using Realtime.Sip.Dialogs;
using Realtime.Sip.Messages;
using Realtime.Sip.Transactions;

namespace Realtime.Sip.B2bua;

/// <summary>Requests inside an established call that pass from one side to the other, and those that their own leg answers.</summary>
internal sealed class B2buaRelays(B2buaCall call)
{
    private const int RequestPending = 491;
    private const int RequestTerminated = 487;
    private const int NotAcceptableHere = 488;
    private const int NoSuchDialog = 481;

    /// <summary>The offer under way; the machine allows one.</summary>
    private B2buaRelay? _exchange;

    /// <summary>The caller's hold was answered here: the target knows nothing of it.</summary>
    private bool _isHeldHere;

    /// <summary>False when the action is not one of these.</summary>
    public bool TryDo(B2buaAction action, in B2buaHand hand)
    {
        switch (action)
        {
            case B2buaAction.AnswerOk:
                hand.Transaction!.Respond(200);
                return true;
            case B2buaAction.AnswerPending:
                hand.Transaction!.Respond(RequestPending);
                return true;
            case B2buaAction.AnswerBusy:
                hand.Transaction!.Respond(DialogLayer.CreateBusy(hand.Transaction));
                return true;
            case B2buaAction.AnswerGone:
                hand.Transaction!.Respond(NoSuchDialog);
                return true;
            case B2buaAction.AnswerFromLastBody:
                Refresh(hand);
                return true;
            case B2buaAction.RelayToTarget or B2buaAction.RelayToCaller:
                Relay(hand);
                return true;
            default:
                return TryDoExchange(action, hand);
        }
    }

    /// <summary>Answers what its own leg answers in any state: OPTIONS, UPDATE that refreshes, what may not pass.</summary>
    public void AnswerHere(B2buaVerdict verdict, B2buaSide from, ServerTransaction transaction)
    {
        var side = call.SideOf(from);
        var status = verdict switch
        {
            B2buaVerdict.NotAcceptable => NotAcceptableHere,
            B2buaVerdict.NotAllowed => 405,
            _ => 200,
        };
        var response = side.CreateAnswer(transaction, status);
        if (verdict == B2buaVerdict.OkWithLastBody)
        {
            AddLastBody(from, transaction.Request, response);
        }

        if (transaction is InviteServerTransaction || transaction.Method == SipMethod.Update)
        {
            call.Tell(status == 200 ? B2buaEventKind.Refreshed : B2buaEventKind.OfferRefused, from, status, transaction.Request);
        }

        if (status == 200 && transaction.Method == SipMethod.Update)
        {
            side.Leg!.Dialog!.Retarget(transaction.Request);
        }

        transaction.Respond(response);
    }

    /// <summary>The last body of the other side; to a caller that holds, or held, with the direction that its offer wants.</summary>
    private void AddLastBody(B2buaSide from, SipRequest request, SipResponse response)
    {
        var other = call.OtherSideOf(from);
        other.LastBody.AddTo(response);
        if (from == B2buaSide.Caller && !request.Body.IsEmpty && !SameOffer.Is(call.SideOf(from).LastBody.Bytes.Span, request.Body.Span))
        {
            _isHeldHere = true;
        }

        if (_isHeldHere && from == B2buaSide.Caller && HoldOffer.Answer(request.Body, other.LastBody.Bytes) is { } answer)
        {
            call.ContinueOrigin();
            response.Body = answer;
        }

        call.KeepOrigin(other.Side, response);
    }

    private bool TryDoExchange(B2buaAction action, in B2buaHand hand)
    {
        switch (action)
        {
            case B2buaAction.AnswerExchange:
                AnswerExchange(_exchange!);
                return true;
            case B2buaAction.RefuseExchange:
                RefuseExchange(_exchange!);
                return true;
            case B2buaAction.CloseExchange:
                _exchange!.Origin.Respond(RequestTerminated);
                _exchange = null;
                return true;
            case B2buaAction.CancelExchange:
                Cancel(_exchange!);
                return true;
            case B2buaAction.AckExchangeToTarget or B2buaAction.AckExchangeToCaller:
                AckExchange(_exchange!, hand.Message as SipRequest);
                return true;
            case B2buaAction.AckStale:
                var leg = call.SideOf(hand.Side).Leg!;
                leg.SendAck(leg.CreateAck(hand.Message!.CSeq.Number));
                return true;
            default:
                return false;
        }
    }

    /// <summary>A re-INVITE that changes nothing, or that asks for our offer: the last body of the other side, again.</summary>
    private void Refresh(in B2buaHand hand)
    {
        var side = call.SideOf(hand.Side);
        var invite = (InviteServerTransaction)hand.Transaction!;
        var response = side.CreateAnswer(invite, 200);
        AddLastBody(hand.Side, invite.Request, response);
        side.RememberBody(invite.Request);
        side.AnswersRepeatedOffer = invite.Request.Body.IsEmpty;
        side.Leg!.Dialog!.Retarget(invite.Request);
        side.Leg.Answer(invite, response);
        call.Tell(B2buaEventKind.Refreshed, hand.Side, 200, invite.Request);
    }

    private void Relay(in B2buaHand hand)
    {
        var relay = new B2buaRelay(hand.Side, hand.Transaction!);
        if (!relay.IsInfo)
        {
            _exchange = relay;
            call.Tell(B2buaEventKind.OfferRelayed, hand.Side, 0, relay.Origin.Request);
        }

        if (hand.Transaction is InviteServerTransaction invite)
        {
            invite.Observe(happened => OnOriginEvent(relay, happened));
        }

        Send(relay);
    }

    private void Send(B2buaRelay relay)
    {
        var (source, other) = (relay.Origin.Request, call.OtherSideOf(relay.From));
        var leg = other.Leg!;
        var request = leg.CreateRequest(source.Method);
        request.Headers.Add(SipHeaderId.Allow, other.AllowValue());
        call.Options.Headers.Cross(relay.From, source, request);
        call.KeepOrigin(relay.From, request);
        if (!relay.IsInfo)
        {
            other.AddSupported(request);
            other.Session?.AddTo(request);
        }

        relay.Request = request;
        leg.Send(request, happened => call.Post(() => OnEvent(relay, request, happened)), transaction => relay.Transaction = transaction);
    }

    private void Cancel(B2buaRelay relay)
    {
        if (relay.Transaction is { } sent)
        {
            call.OtherSideOf(relay.From).Leg!.Cancel(sent);
        }
    }

    private void OnOriginEvent(B2buaRelay relay, ServerTransactionEvent happened)
    {
        if (happened.Kind == ServerTransactionEventKind.Cancelled)
        {
            call.NoteCancel(relay.From, relay.Origin, happened.Cancel);
            call.Post(() =>
            {
                if (relay == _exchange)
                {
                    call.Step(B2buaInput.ExchangeCancelled, new B2buaHand(relay.From));
                }
            });
        }
    }

    private void OnEvent(B2buaRelay relay, SipRequest request, ClientTransactionEvent happened)
    {
        if (relay.Request != request)
        {
            // It was refused and sent again.
            return;
        }

        var other = relay.From == B2buaSide.Caller ? B2buaSide.Target : B2buaSide.Caller;
        var leg = call.SideOf(other).Leg;
        switch (happened.Kind)
        {
            case ClientTransactionEventKind.AnotherSuccess:
                leg?.RepeatAck(happened.Response!);
                break;
            case ClientTransactionEventKind.Terminated when relay.IsInvite:
                leg?.ForgetAck();
                break;
            case ClientTransactionEventKind.Provisional or ClientTransactionEventKind.Terminated:
                break;
            case ClientTransactionEventKind.Final when IsWorthRepeating(relay, other, happened.Response!):
                Send(relay);
                break;
            default:
                relay.Answer = happened.Response;
                OnOutcome(relay, other, happened.Response);
                break;
        }
    }

    /// <summary>The other leg wants a longer session interval (RFC 4028 §7.3): no matter of who made the offer.</summary>
    private bool IsWorthRepeating(B2buaRelay relay, B2buaSide other, SipResponse refusal) =>
        relay == _exchange && call.IsInCall && call.SideOf(other).Session?.TryRaise(refusal) == true;

    private void OnOutcome(B2buaRelay relay, B2buaSide other, SipResponse? answer)
    {
        var isSuccess = answer is { StatusCode: < 300 };
        if (relay.IsInfo)
        {
            AnswerInfo(relay, answer);
        }
        else if (relay == _exchange && !isSuccess && CanHoldHere(relay, answer))
        {
            _exchange = null;
            call.Step(B2buaInput.ExchangeHeld, new B2buaHand(relay.From, relay.Origin.Request, relay.Origin));
        }
        else if (relay == _exchange)
        {
            call.Step(isSuccess ? B2buaInput.ExchangeAnswered : B2buaInput.ExchangeRefused, new B2buaHand(other, answer));
        }
        else if (isSuccess && relay.IsInvite)
        {
            call.Step(B2buaInput.StaleAnswered, new B2buaHand(other, answer));
        }

        if (answer?.StatusCode == NoSuchDialog)
        {
            call.Step(other == B2buaSide.Caller ? B2buaInput.CallerLost : B2buaInput.TargetLost, new B2buaHand(other));
        }
    }

    /// <summary>
    /// The target refused an offer by which the caller only goes on hold, or comes back: a carrier or PBX whose hold is refused may give the
    /// call up, so it is answered for the target. Glare, and a dialog that is gone, are what they are.
    /// </summary>
    private bool CanHoldHere(B2buaRelay relay, SipResponse? answer) =>
        relay is { IsInvite: true, From: B2buaSide.Caller }
        && answer?.StatusCode is not (RequestPending or RequestTerminated or NoSuchDialog)
        && HoldOffer.Is(call.SideOf(B2buaSide.Caller).LastBody.Bytes.Span, relay.Origin.Request.Body.Span);

    private void AnswerInfo(B2buaRelay relay, SipResponse? answer)
    {
        var response = relay.Origin.CreateResponse(answer?.StatusCode ?? 408);
        if (answer is not null)
        {
            call.Options.Headers.Cross(relay.From == B2buaSide.Caller ? B2buaSide.Target : B2buaSide.Caller, answer, response);
        }

        relay.Origin.Respond(response);
    }

    private void AnswerExchange(B2buaRelay relay)
    {
        var (origin, other) = (call.SideOf(relay.From), call.OtherSideOf(relay.From));
        var answer = relay.Answer!;
        var response = origin.CreateAnswer(relay.Origin, answer.StatusCode);
        call.Options.Headers.Cross(other.Side, answer, response);
        call.KeepOrigin(other.Side, response);
        _isHeldHere = false;
        origin.RememberBody(relay.Origin.Request);
        other.RememberBody(answer);
        origin.Leg!.Dialog!.Retarget(relay.Origin.Request);
        other.Leg!.Dialog!.Retarget(answer);
        other.Session?.Agree(answer);
        if (relay.Origin is InviteServerTransaction invite)
        {
            origin.Leg.Answer(invite, response);
        }
        else
        {
            relay.Origin.Respond(response);
            _exchange = null;
        }

        call.Tell(B2buaEventKind.OfferAnswered, relay.From, answer.StatusCode, answer);
    }

    /// <summary>The call stays as it was. Glare goes back as it came: who made the offer backs off by the rule of its own leg.</summary>
    private void RefuseExchange(B2buaRelay relay)
    {
        _exchange = null;
        var status = relay.Answer?.StatusCode is RequestPending or RequestTerminated ? relay.Answer.StatusCode : NotAcceptableHere;
        relay.Origin.Respond(status);
        call.Tell(B2buaEventKind.OfferRefused, relay.From, status, relay.Origin.Request);
    }

    /// <summary>The ACK passes on; it has a body where the offer came with the 2xx.</summary>
    private void AckExchange(B2buaRelay relay, SipRequest? source)
    {
        _exchange = null;
        var leg = call.OtherSideOf(relay.From).Leg!;
        var ack = leg.CreateAck((relay.Answer?.CSeq ?? relay.Request!.CSeq).Number);
        if (source is { } acknowledged && acknowledged.Method == SipMethod.Ack)
        {
            call.Options.Headers.Cross(relay.From, acknowledged, ack);
            call.KeepOrigin(relay.From, ack);
            call.SideOf(relay.From).RememberBody(acknowledged);
        }

        leg.SendAck(ack);
    }
}
