using System.Globalization;
using Realtime.Sip.Dialogs;
using Realtime.Sip.Messages;
using Realtime.Sip.Transactions;
using Realtime.Sip.Transports;

namespace Realtime.Sip.B2bua;

/// <summary>The leg to whom a caller is to be bridged: its INVITE, its dialog, and its end if it is not wanted after all.</summary>
internal sealed class B2buaThirdLeg(B2buaCall call, B2buaTarget target, B2buaThirdLegHandler handler)
{
    private const int MaxForwards = 70;
    private const int RequestPending = 491;
    private const string Anonymous = "anonymous";

    private readonly B2buaSession? _session = B2buaSession.For(call, call.SideOf(B2buaSide.Target), target.Session);
    private bool _isLetGo;
    private bool _owesAck;
    private SipBody _offer;

    /// <summary>What the call takes over when the bridge stands.</summary>
    public B2buaAttempt Attempt { get; } = new(target);

    /// <summary>It has answered, and has not hung up.</summary>
    public bool IsUp { get; private set; }

    /// <summary>The session timer of this leg, which begins when the call takes it over; null without.</summary>
    public B2buaSession? Session => _session;

    /// <summary>The last 2xx to an INVITE of ours.</summary>
    public SipResponse? Agreed { get; private set; }

    private DialogLeg Leg => Attempt.Leg!;

    public bool Owns(DialogLeg leg) => Attempt.Leg == leg;

    /// <param name="offer">The offer; none: the target makes one.</param>
    public void Invite(SipBody offer)
    {
        var tag = DialogTags.NewTag();
        var request = Create(tag, offer);
        var dialogs = new DialogSet(request);
        Attempt.Begin(request, dialogs, DialogLeg.AsClient(call.Layer, call, tag, dialogs, Attempt.Digest));
        _owesAck = offer.IsEmpty;
        if (!call.Layer.TryAdd(Leg))
        {
            call.Post(() => handler.Refused(new ClientTransactionEvent(ClientTransactionEventKind.TransportFailed, Failure: SipTransportFailure.LimitReached)));
            return;
        }

        Send(request, target.Destination);
    }

    /// <summary>The ACK of the 2xx, with the answer where the offer was the target's.</summary>
    public void Acknowledge(SipBody answer)
    {
        _owesAck = false;
        var ack = Leg.CreateAck(Attempt.InviteNumber);
        answer.AddTo(ack);
        Leg.SendAck(ack);
    }

    /// <summary>A new offer inside the dialog; a 2xx is acknowledged.</summary>
    public void ReInvite(SipBody offer, Action<SipResponse?> done)
    {
        var request = Leg.CreateRequest(SipMethod.Invite);
        request.Headers.Add(SipHeaderId.Allow, call.SideOf(B2buaSide.Target).AllowValue());
        AddSession(request);
        offer.AddTo(request);
        Leg.Send(request, happened => call.Post(() => OnReInviteEvent(happened, done)));
    }

    /// <summary>Cancels, or hangs up; harmless when it is over.</summary>
    public void LetGo(string? reason)
    {
        if (_isLetGo)
        {
            return;
        }

        _isLetGo = true;
        if (!IsUp)
        {
            if (Attempt.Transaction is { } invite)
            {
                Leg.Cancel(invite, reason is null ? null : [new SipHeader(SipHeaderId.Reason, reason)]);
            }

            return;
        }

        IsUp = false;
        if (_owesAck)
        {
            Acknowledge(B2buaBridgeMedia.RejectAll(_offer));
        }

        var bye = Leg.CreateRequest(SipMethod.Bye);
        if (reason is not null)
        {
            bye.Headers.Add(SipHeaderId.Reason, reason);
        }

        Leg.Send(bye, static _ => { });
        call.Layer.Remove(Leg);
    }

    /// <summary>A request of the target before the caller is connected to it: only its end matters yet.</summary>
    public void Take(ServerTransaction transaction)
    {
        if (Leg.Dialog is null || !Leg.Dialog.TryAdvance(transaction.Request))
        {
            transaction.Respond(Leg.Dialog is null ? 481 : 500);
        }
        else if (transaction.Method == SipMethod.Bye)
        {
            transaction.Respond(200);
            (IsUp, _isLetGo) = (false, true);
            if (_owesAck)
            {
                Acknowledge(B2buaBridgeMedia.RejectAll(_offer));
            }

            call.Layer.Remove(Leg);
            handler.HungUp();
        }
        else
        {
            var hasOffer = transaction.Method == SipMethod.Invite || !transaction.Request.Body.IsEmpty;
            transaction.Respond(hasOffer && transaction.Method != SipMethod.Info ? RequestPending : 200);
        }
    }

    private SipRequest Create(string tag, SipBody offer)
    {
        var request = new SipRequest(SipMethod.Invite, target.Uri);
        request.Headers.Add(SipHeaderId.MaxForwards, MaxForwards.ToString(CultureInfo.InvariantCulture));
        request.From = target.From?.WithTag(tag) ?? CallerAt("invalid", tag);
        request.To = target.To ?? NameAddress.Create(target.Uri.WithoutHeaders());
        request.CallId = DialogTags.NewCallId();
        request.CSeq = new CSeq(1, SipMethod.Invite);
        request.Headers.Add(SipHeaderId.Allow, call.SideOf(B2buaSide.Target).AllowValue());
        foreach (var header in target.Headers)
        {
            request.Headers.Add(header);
        }

        AddSession(request);
        offer.AddTo(request);
        return request;
    }

    private void AddSession(SipRequest request)
    {
        if (_session is not null)
        {
            request.Headers.Add(SipHeaderId.Supported, SessionExpires.OptionTag);
            _session.AddTo(request);
        }
    }

    private void Send(SipRequest request, SipDestination destination) => Attempt.Transaction = call.Layer.Transactions.Send(
        request, destination, happened => call.Post(() => OnEvent(request, happened)), (sent, flow) => Complete(sent, flow));

    private void Complete(SipRequest request, SipFlow flow)
    {
        request.Contact = DialogContact.For(flow);
        if (target.From is null)
        {
            request.From = CallerAt(flow.AdvertisedHost, request.From.Tag!);
        }
    }

    private NameAddress CallerAt(string host, string tag)
    {
        var caller = NameAddress.Parse(call.SideOf(B2buaSide.Caller).Leg!.Dialog!.ToSnapshot().Remote);
        return NameAddress.Create(SipUri.Create(caller.Uri.User ?? Anonymous, host), caller.DisplayName, tag);
    }

    /// <summary>Refusals that we can answer are not told, nor what follows from them.</summary>
    private void OnEvent(SipRequest request, ClientTransactionEvent happened)
    {
        if (Attempt.Invite is { } latest && latest != request)
        {
            return;
        }

        if (happened.Kind == ClientTransactionEventKind.Final && !_isLetGo && Again(happened.Response!) is { } again)
        {
            Send(again, target.Destination with { PreferredFlow = Attempt.Transaction!.Flow });
            return;
        }

        switch (happened.Kind)
        {
            case ClientTransactionEventKind.Provisional:
                Attempt.Dialogs!.OnProvisional(happened.Response!);
                if (!_isLetGo)
                {
                    handler.Progressed(happened.Response!.StatusCode);
                }

                break;
            case ClientTransactionEventKind.Final or ClientTransactionEventKind.AnotherSuccess when happened.Response!.StatusCode < 300:
                OnSuccess(happened);
                break;
            case ClientTransactionEventKind.Terminated:
                Attempt.ForgetInvite();
                break;
            default:
                call.Layer.Remove(Leg);
                if (!_isLetGo)
                {
                    _isLetGo = true;
                    handler.Refused(happened);
                }

                break;
        }
    }

    /// <summary>The same INVITE with what its refusal asked for: credentials, or a longer session (RFC 3261 §22.2, RFC 4028 §7.3).</summary>
    private SipRequest? Again(SipResponse refusal)
    {
        if (Attempt.Challenges?.TryAnswer(refusal) == true)
        {
            return Attempt.Repeat();
        }

        if (_session?.TryRaise(refusal) != true)
        {
            return null;
        }

        var again = Attempt.Repeat();
        _session.AddTo(again);
        return again;
    }

    private void OnSuccess(ClientTransactionEvent happened)
    {
        var response = happened.Response!;
        var (dialog, isNew) = Attempt.Dialogs!.OnSuccess(response);
        if (dialog is null)
        {
            if (happened.IsOutcome && !_isLetGo)
            {
                _isLetGo = true;
                call.Layer.Remove(Leg);
                handler.Refused(new ClientTransactionEvent(ClientTransactionEventKind.TransportFailed));
            }
        }
        else if (!isNew)
        {
            Attempt.RepeatAck(dialog, response);
        }
        else if (!happened.IsOutcome || _isLetGo)
        {
            HangUpStray(dialog, isOfLeg: happened.IsOutcome);
        }
        else
        {
            Leg.Confirm(dialog, Attempt.Transaction!.Flow!, target.Destination);
            Attempt.Dialogs.EndEarly();
            (IsUp, Agreed) = (true, response);
            _offer = SipBody.CopyOf(response);
            handler.Answered(response);
        }
    }

    /// <summary>An answer that came too late, or a second one of a fork.</summary>
    private void HangUpStray(Dialog dialog, bool isOfLeg)
    {
        if (isOfLeg)
        {
            call.Layer.Remove(Leg);
        }

        var stray = DialogLeg.AcknowledgeStray(call.Layer, call, dialog, Attempt.Transaction!.Flow!, target.Destination);
        stray.Send(stray.CreateRequest(SipMethod.Bye), static _ => { });
        Attempt.AddStray(stray);
    }

    private void OnReInviteEvent(ClientTransactionEvent happened, Action<SipResponse?> done)
    {
        switch (happened.Kind)
        {
            case ClientTransactionEventKind.AnotherSuccess:
                Leg.RepeatAck(happened.Response!);
                break;
            case ClientTransactionEventKind.Terminated:
                Leg.ForgetAck();
                break;
            case ClientTransactionEventKind.Provisional:
                break;
            default:
                if (happened.Response is { StatusCode: < 300 } success)
                {
                    Leg.Dialog!.Retarget(success);
                    Leg.SendAck(Leg.CreateAck(success.CSeq.Number));
                    Agreed = success;
                }

                done(happened.Response);
                break;
        }
    }
}
