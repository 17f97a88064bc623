using Realtime.Sip.Authentication;
using Realtime.Sip.Dialogs;
using Realtime.Sip.Messages;
using Realtime.Sip.Transactions;

namespace Realtime.Sip.B2bua;

/// <summary>The side that called: its first INVITE, and its dialog.</summary>
internal sealed class B2buaCallerSide : B2buaLegSide
{
    private const int RequestTerminated = 487;

    private InviteServerTransaction? _invite;
    private (int Status, string? Phrase, SipHeader[] Headers) _refusal = (RequestTerminated, null, []);
    private DialogLeg? _leg;

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
        _leg = Restore(snapshot.Caller, call.Options.CallerDestination, call.Options.CallerSession);
    }

    public override DialogLeg? Leg => _leg;

    public string CallId { get; }

    /// <summary>The INVITE; null once it was acknowledged: nothing needs it any more.</summary>
    public SipRequest? Invite => _invite?.Request;

    /// <summary>The final status that the INVITE got.</summary>
    public int FinalStatus { get; private set; }

    public DateTimeOffset? Answered { get; private set; }

    /// <summary>Enters the dialog; false when the INVITE was refused because it makes none.</summary>
    public bool TryBegin(DialogLayer layer)
    {
        if (Call.Options.CallerSession.Refuses(_invite!))
        {
            return false;
        }

        var digest = Call.Options.CallerCredentials is { } credentials ? new DigestClient(credentials) : null;
        _leg = layer.Enter(Call, _invite!, Call.Options.CallerDestination, digest);
        _invite!.Observe(OnInviteEvent);
        return _leg is not null;
    }

    /// <summary>What the INVITE gets if it is refused.</summary>
    public void SetRefusal(int status, string? phrase, SipHeader[] headers) => _refusal = (status, phrase, headers);

    /// <summary>False when the action is not one of this side's.</summary>
    public bool TryDo(B2buaAction action, in B2buaHand hand)
    {
        switch (action)
        {
            case B2buaAction.SendRinging:
                Ring();
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
    public void ForgetInvite() => _invite = null;

    private void Ring()
    {
        _invite!.Respond(CreateAnswer(_invite, 180));
        Call.Tell(B2buaEventKind.Ringing, B2buaSide.Caller, 180, null);
    }

    private void Answer(SipResponse answer)
    {
        var response = CreateAnswer(_invite!, answer.StatusCode);
        Call.Options.Headers.Cross(B2buaSide.Target, answer, response);
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
        _invite.Respond(response);
        Call.Tell(B2buaEventKind.CallerRefused, B2buaSide.Caller, status, response);
    }

    private void OnInviteEvent(ServerTransactionEvent happened)
    {
        switch (happened.Kind)
        {
            case ServerTransactionEventKind.Cancelled:
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
