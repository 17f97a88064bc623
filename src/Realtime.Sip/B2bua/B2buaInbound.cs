using Realtime.Sip.Dialogs;
using Realtime.Sip.Messages;
using Realtime.Sip.Transactions;

namespace Realtime.Sip.B2bua;

/// <summary>Takes what comes inside the two dialogs: finds out what it amounts to, and tells the machine or answers it.</summary>
internal sealed class B2buaInbound(B2buaCall call, B2buaRelays relays)
{
    private const int NoSuchDialog = 481;
    private const int OutOfOrder = 500;
    private const int NotAcceptableHere = 488;
    private const int Decline = 603;

    public void TakeRequest(B2buaSide from, DialogLeg leg, ServerTransaction transaction)
    {
        var side = call.SideOf(from);
        var isBye = transaction.Method == SipMethod.Bye;
        if (side.Leg == leg && leg.Dialog is null && leg.FindEarly(transaction.Request) is { } early)
        {
            AnswerEarly(early, transaction);
            return;
        }

        if (side.Leg != leg || leg.Dialog is null || (!isBye && call.IsGone(from)))
        {
            transaction.Respond(NoSuchDialog);
            return;
        }

        if (!leg.Dialog.TryAdvance(transaction.Request))
        {
            transaction.Respond(OutOfOrder);
            return;
        }

        if (transaction.Method == SipMethod.Prack)
        {
            AnswerPrack(from, transaction);
            return;
        }

        if (side.Session?.Refuses(transaction) == true)
        {
            return;
        }

        var verdict = B2buaRequests.Judge(transaction.Request, side.LastBody.Bytes.Span, call.OtherSideOf(from).Allowed, call.ChangedOffers);
        if (verdict is B2buaVerdict.ReInvite or B2buaVerdict.Update && call.Options.AcceptsOffer?.Invoke(from, transaction.Request) == false)
        {
            verdict = B2buaVerdict.NotAcceptable;
        }

        if (isBye)
        {
            leg.StopAnswer();
            call.Tell(B2buaEventKind.ByeReceived, from, 0, transaction.Request);
        }
        else if (verdict == B2buaVerdict.Refer)
        {
            call.Tell(B2buaEventKind.ReferReceived, from, 0, transaction.Request);
        }

        if (InputOf(verdict, from) is { } input)
        {
            call.Step(input, new B2buaHand(from, transaction.Request, transaction));
        }
        else
        {
            relays.AnswerHere(verdict, from, transaction);
        }
    }

    /// <summary>
    /// PRACK ends at its leg (RFC 3262 §3). A new offer in it (§5) is for a session that is not up yet: it is refused, what it acknowledges is
    /// acknowledged.
    /// </summary>
    private void AnswerPrack(B2buaSide from, ServerTransaction transaction)
    {
        if (from != B2buaSide.Caller || !call.TryAcknowledge(transaction.Request))
        {
            transaction.Respond(NoSuchDialog);
            return;
        }

        var body = transaction.Request.Body;
        var isNews = !body.IsEmpty && !SameOffer.Is(call.SideOf(from).LastBody.Bytes.Span, body.Span);
        var response = transaction.CreateResponse(isNews ? NotAcceptableHere : 200);
        if (!body.IsEmpty && !isNews)
        {
            call.OtherSideOf(from).LastBody.AddTo(response);
        }

        transaction.Respond(response);
        call.ReleaseAnswer();
    }

    /// <summary>What the target asks before its answer: it is there, and its offers have to wait (RFC 3311 §5.2).</summary>
    private static void AnswerEarly(Dialog early, ServerTransaction transaction)
    {
        var (method, request) = (transaction.Method, transaction.Request);
        if (!early.TryAdvance(request))
        {
            transaction.Respond(OutOfOrder);
        }
        else if (method == SipMethod.Update && request.Body.IsEmpty)
        {
            early.Retarget(request);
            var response = transaction.CreateResponse(200);
            early.AddContact(response);
            transaction.Respond(response);
        }
        else if (method == SipMethod.Update || method == SipMethod.Invite)
        {
            transaction.Respond(DialogLayer.CreateBusy(transaction));
        }
        else
        {
            transaction.Respond(method == SipMethod.Options ? 200 : NoSuchDialog);
        }
    }

    public void TakeAck(B2buaSide from, DialogLeg leg, SipRequest ack)
    {
        var side = call.SideOf(from);
        if (side.Leg != leg || !leg.Acknowledge(ack))
        {
            return;
        }

        if (side.AnswersRepeatedOffer)
        {
            side.AnswersRepeatedOffer = false;
            if (!ack.Body.IsEmpty && !SameOffer.Is(side.LastBody.Bytes.Span, ack.Body.Span))
            {
                call.Tell(B2buaEventKind.MediaDiverged, from, 0, ack);
            }
        }

        call.AnswerIsAcknowledged(from, ack);
        call.Step(from == B2buaSide.Caller ? B2buaInput.CallerAck : B2buaInput.TargetAck, new B2buaHand(from, ack));
    }

    /// <summary>Lets the owner decide on a REFER; nothing that was not asked for is transferred.</summary>
    public void AskRefer(in B2buaHand hand)
    {
        if (call.Options.OnRefer is { } decide)
        {
            _ = AskAsync(decide, hand.Side, hand.Transaction!);
        }
        else
        {
            hand.Transaction!.Respond(Decline);
        }
    }

    private async Task AskAsync(Func<B2buaSide, SipRequest, ValueTask<int>> decide, B2buaSide from, ServerTransaction transaction)
    {
        var status = Decline;
#pragma warning disable CA1031 // The edge to code that is not ours: its bug refuses one REFER.
        try
        {
            status = await decide(from, transaction.Request);
        }
        catch (Exception bug)
        {
            call.LogHandlerThrew(bug);
        }
#pragma warning restore CA1031

        transaction.Respond(status is >= 300 and < 700 ? status : Decline);
    }

    /// <summary>Null: the leg answers by itself. An offer that could not pass even so is told the state of the call first.</summary>
    private B2buaInput? InputOf(B2buaVerdict verdict, B2buaSide from) => (verdict, from) switch
    {
        (B2buaVerdict.Bye, B2buaSide.Caller) => B2buaInput.CallerBye,
        (B2buaVerdict.Bye, _) => B2buaInput.TargetBye,
        (B2buaVerdict.Refer, B2buaSide.Caller) => B2buaInput.CallerRefer,
        (B2buaVerdict.Refer, _) => B2buaInput.TargetRefer,
        (B2buaVerdict.ReInvite, B2buaSide.Caller) => B2buaInput.CallerReInvite,
        (B2buaVerdict.ReInvite, _) => B2buaInput.TargetReInvite,
        (B2buaVerdict.Update, B2buaSide.Caller) => B2buaInput.CallerUpdate,
        (B2buaVerdict.Update, _) => B2buaInput.TargetUpdate,
        (B2buaVerdict.Info, B2buaSide.Caller) => B2buaInput.CallerInfo,
        (B2buaVerdict.Info, _) => B2buaInput.TargetInfo,
        (B2buaVerdict.Refresh, _) => RefreshOf(from),
        (B2buaVerdict.OkWithLastBody or B2buaVerdict.NotAcceptable, _) when !call.IsInCall => RefreshOf(from),
        _ => null,
    };

    private static B2buaInput RefreshOf(B2buaSide from) => from == B2buaSide.Caller ? B2buaInput.CallerRefresh : B2buaInput.TargetRefresh;
}
