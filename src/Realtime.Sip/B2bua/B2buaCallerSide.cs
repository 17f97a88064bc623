using Realtime.Sip.Authentication;
using Realtime.Sip.Dialogs;
using Realtime.Sip.Messages;
using Realtime.Sip.Transactions;

namespace Realtime.Sip.B2bua;

/// <summary>The side that called: its first INVITE, and its dialog.</summary>
internal sealed class B2buaCallerSide : B2buaLegSide
{
    private const int RequestTerminated = 487;
    private const int BadExtension = 420;

    /// <summary>RFC 3262 §3 wants a 5xx where the PRACK never came.</summary>
    private const int NoPrack = 504;

    /// <summary>RFC 6228: a branch of a fork is gone, which is news to who made the fork.</summary>
    private const int EarlyDialogTerminated = 199;

    private InviteServerTransaction? _invite;
    private (int Status, string? Phrase, SipHeader[] Headers) _refusal = (RequestTerminated, null, []);
    private DialogLeg? _leg;
    private ReliableProvisionals? _reliable;
    private string? _earlyTag;
    private bool _hasRung;
    private bool _hasEarlyBody;

    public B2buaCallerSide(B2buaCall call, InviteServerTransaction invite)
        : base(call, B2buaSide.Caller)
    {
        _invite = invite;
        CallId = invite.Request.CallId;
        RememberBody(invite.Request);
        RememberAllowed(invite.Request);
        Session = B2buaSession.For(call, this, call.Options.CallerSession);
    }

    /// <summary>The caller of a call that another process began.</summary>
    public B2buaCallerSide(B2buaCall call, B2buaSnapshot snapshot)
        : base(call, B2buaSide.Caller)
    {
        CallId = snapshot.Caller.Dialog.CallId;
        Answered = snapshot.Answered;
        FinalStatus = 200;
        _leg = Restore(snapshot.Caller, call.Options.CallerDestination, call.Options.CallerSession, call.Options.CallerCredentials);
    }

    public override DialogLeg? Leg => _leg;

    public string CallId { get; }

    /// <summary>The INVITE; null once it was acknowledged: nothing needs it any more.</summary>
    public SipRequest? Invite => _invite?.Request;

    /// <summary>The final status that the INVITE got.</summary>
    public int FinalStatus { get; private set; }

    public DateTimeOffset? Answered { get; private set; }

    /// <summary>The caller has to acknowledge a description before it may be answered (RFC 3262 §3).</summary>
    public bool HoldsAnswer => _reliable?.HoldsAnswer == true;

    private protected override bool TakesPrack => _reliable is not null;

    /// <summary>Enters the dialog; false when the INVITE was refused because it makes none.</summary>
    public bool TryBegin(DialogLayer layer)
    {
        if (Call.Options.CallerSession.Refuses(_invite!))
        {
            return false;
        }

        if (Call.Options.CallerProvisionals == ReliabilityMode.Off && ReliableProvisionals.Requires(_invite!.Request))
        {
            var refusal = _invite.CreateResponse(BadExtension);
            refusal.Headers.Add(SipHeaderId.Unsupported, RAck.OptionTag);
            _invite.Respond(refusal);
            return false;
        }

        var digest = DigestClient.For(Call.Options.CallerCredentials);
        _leg = layer.Enter(Call, _invite!, Call.Options.CallerDestination, digest);
        _invite!.Observe(OnInviteEvent);
        if (_leg is not null && ReliableProvisionals.IsWanted(Call.Options.CallerProvisionals, _invite.Request))
        {
            _reliable = new ReliableProvisionals(layer, _invite, stamp => Call.Post(() => OnPrackTimer(stamp)));
        }

        return _leg is not null;
    }

    /// <summary>Takes the caller's PRACK; false when it acknowledges nothing that waits for it.</summary>
    public bool TryAcknowledge(SipRequest prack) => _reliable?.TryAcknowledge(prack) == true;

    /// <summary>Tells the caller of a provisional response of the target.</summary>
    public void RelayProgress(SipResponse source, B2buaProgress targets)
    {
        var policy = targets < Call.Options.CallerProgress ? targets : Call.Options.CallerProgress;
        if (policy == B2buaProgress.Local || source.StatusCode is 100 or EarlyDialogTerminated)
        {
            return;
        }

        if (policy == B2buaProgress.Ring)
        {
            if (!_hasRung)
            {
                Ring(180);
            }

            return;
        }

        var response = CreateAnswer(_invite!, source.StatusCode);
        Call.Options.Headers.Cross(B2buaSide.Target, source, response);
        if (!response.Body.IsEmpty && !MayHear(source.To.Tag ?? ""))
        {
            response.Body = default;
            response.Headers.RemoveAll(B2buaHeaderPolicy.IsOfTheBody);
        }

        Send(response);
        Call.Tell(B2buaEventKind.Progress, B2buaSide.Caller, response.StatusCode, response);
    }

    /// <summary>
    /// The caller has one dialog with us, so it hears one description before the answer: that of the branch that spoke first
    /// (RFC 3261 §13.3.1).
    /// </summary>
    private bool MayHear(string tag)
    {
        _earlyTag ??= tag;
        _hasEarlyBody |= _earlyTag == tag;
        return _earlyTag == tag;
    }

    private void Send(SipResponse response)
    {
        _hasRung = true;
        if (_reliable is null)
        {
            _invite!.Respond(response);
        }
        else
        {
            _reliable.Send(response);
        }
    }

    private void OnPrackTimer(int stamp)
    {
        if (!_reliable!.Repeat(stamp))
        {
            SetRefusal(NoPrack, null, []);
            Call.Step(B2buaInput.CallerPrackTimeout, default);
        }
    }

    /// <summary>What the INVITE gets if it is refused.</summary>
    public void SetRefusal(int status, string? phrase, SipHeader[] headers) => _refusal = (status, phrase, headers);

    /// <summary>False when the action is not one of this side's.</summary>
    public bool TryDo(B2buaAction action, in B2buaHand hand)
    {
        switch (action)
        {
            case B2buaAction.SendRinging:
                Ring(Call.Options.RingStatus);
                return true;
            case B2buaAction.AnswerCaller:
                Answer((SipResponse)hand.Message!);
                return true;
            case B2buaAction.RefuseCaller:
                Refuse();
                return true;
            case B2buaAction.ByeCaller:
                Bye(B2buaInput.CallerByeDone);
                return true;
            default:
                return false;
        }
    }

    /// <summary>The ACK of the 2xx is in: the INVITE is history.</summary>
    public void ForgetInvite() => (_invite, _reliable) = (null, null);

    private void Ring(int status)
    {
        Send(CreateAnswer(_invite!, status));
        Call.Tell(B2buaEventKind.Ringing, B2buaSide.Caller, status, null);
    }

    private void Answer(SipResponse answer)
    {
        var hasAnswer = _reliable is not null && _hasEarlyBody;
        _reliable?.Stop();
        var response = CreateAnswer(_invite!, answer.StatusCode);
        Call.Options.Headers.Cross(B2buaSide.Target, answer, response);
        if (answer.Body.IsEmpty && !hasAnswer && !_invite!.Request.Body.IsEmpty)
        {
            // The target gave its answer in a provisional response that the caller has not had, or not for certain.
            Call.SideOf(B2buaSide.Target).LastBody.AddTo(response);
        }

        FinalStatus = answer.StatusCode;
        Answered = Call.Now;
        Leg!.Answer(_invite!, response);
        Call.Tell(B2buaEventKind.Answered, B2buaSide.Target, answer.StatusCode, answer);
    }

    private void Refuse()
    {
        var (status, phrase, headers) = _refusal;
        var response = _invite!.CreateResponse(status, phrase);
        foreach (var header in headers)
        {
            response.Headers.Add(header);
        }

        FinalStatus = status;
        _reliable?.Stop();
        _invite.Respond(response);
        Call.Tell(B2buaEventKind.CallerRefused, B2buaSide.Caller, status, response);
    }

    private void OnInviteEvent(ServerTransactionEvent happened)
    {
        switch (happened.Kind)
        {
            case ServerTransactionEventKind.Cancelled:
                if (_invite is { } invite)
                {
                    Call.NoteCancel(B2buaSide.Caller, invite, happened.Cancel);
                }

                Call.Post(() => Call.Step(B2buaInput.CallerCancel, new B2buaHand(B2buaSide.Caller, happened.Cancel)));
                break;
            case ServerTransactionEventKind.Unanswered:
                Call.Post(() =>
                {
                    SetRefusal(500, null, []);
                    Call.Step(B2buaInput.Reject, default);
                });
                break;
            case ServerTransactionEventKind.TransportFailed:
                Call.Post(() => OnTransportFailed());
                break;
        }
    }

    /// <summary>A 2xx is repeated, if need be on another connection, so only a caller who waits for its answer is lost.</summary>
    private void OnTransportFailed()
    {
        if (FinalStatus == 0)
        {
            Call.Step(B2buaInput.CallerLost, default);
        }
    }
}
