using Realtime.Sip.Messages;
using Realtime.Sip.Transactions;

namespace Realtime.Sip.Dialogs;

/// <summary>A call that came: made in the handler of <c>OnInvite</c>, then answered or refused.</summary>
public sealed class UasCall : SipCall
{
    private const int TemporarilyUnavailable = 480;

    private readonly InviteServerTransaction _invite;
    private readonly TaskCompletionSource<SipRequest?> _acknowledged = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _hasAnswered;

    private UasCall(DialogLayer layer, InviteServerTransaction invite)
        : base(layer) => _invite = invite;

    public SipRequest Invite => _invite.Request;

    public override string CallId => Invite.CallId;

    /// <summary>The ACK of our 2xx; null when the call ended without one.</summary>
    public Task<SipRequest?> Acknowledged => _acknowledged.Task;

    /// <summary>Takes an INVITE; null when it makes no dialog, or there are too many: it has been answered then.</summary>
    public static UasCall? Accept(DialogLayer layer, InviteServerTransaction invite)
    {
        var call = new UasCall(layer, invite);
        call.Leg = layer.Enter(call, invite, configured: null);
        if (call.Leg is null)
        {
            return null;
        }

        invite.Observe(call.OnInviteEvent);
        _ = call.Ended.ContinueWith(
            static (_, acknowledged) => ((TaskCompletionSource<SipRequest?>)acknowledged!).TrySetResult(null), call._acknowledged, TaskScheduler.Default);
        return call;
    }

    /// <summary>Sends a provisional response, 180 if nothing else is said.</summary>
    public void Ring(int status = 180) => Post(() =>
    {
        if (!_hasAnswered && !IsEnding)
        {
            var response = _invite.CreateResponse(status);
            Leg!.Dialog!.AddContact(response);
            _invite.Respond(response);
        }
    });

    /// <summary>Answers with 200 and this body, and repeats it until the ACK is in. Without effect when the call is over.</summary>
    /// <param name="body">The session description.</param>
    /// <param name="adjust">Changes the response before it goes out: adds headers, or takes some away.</param>
    public void Answer(SipBody body, Action<SipResponse>? adjust = null) => Post(() =>
    {
        if (_hasAnswered || IsEnding)
        {
            return;
        }

        _hasAnswered = true;
        Remember(body);
        var response = _invite.CreateResponse(200);
        Leg!.Dialog!.AddContact(response);
        response.Headers.Add(SipHeaderId.Allow, Allowed);
        body.AddTo(response);
        adjust?.Invoke(response);
        Leg.Answer(_invite, response);
    });

    /// <summary>Refuses the INVITE. Without effect when it has its final response.</summary>
    public void Reject(int status, string? reason = null, IEnumerable<SipHeader>? headers = null)
    {
        SipHeader[] extra = headers is null ? [] : [.. headers];
        Post(() => Refuse(status, reason, new SipCallEnd(SipCallEnding.RejectedByUs), extra));
    }

    private protected override void GiveUp(string? reason) => Refuse(
        TemporarilyUnavailable,
        phrase: null,
        new SipCallEnd(SipCallEnding.RejectedByUs),
        reason is null ? [] : [new SipHeader(SipHeaderId.Reason, reason)]);

    private protected override void OnPeerBye() => Refuse(487, phrase: null, new SipCallEnd(SipCallEnding.HungUpByPeer), []);

    private protected override void TakeAck(SipRequest ack)
    {
        _acknowledged.TrySetResult(ack);
        base.TakeAck(ack);
    }

    private void OnInviteEvent(ServerTransactionEvent happened)
    {
        if (happened.Kind == ServerTransactionEventKind.Cancelled)
        {
            var reason = happened.Cancel?.Headers.First(SipHeaderId.Reason);
            Post(() => Refuse(487, phrase: null, new SipCallEnd(SipCallEnding.CancelledByPeer, reason), []));
        }
        else if (happened.Kind == ServerTransactionEventKind.Unanswered)
        {
            Post(() => Refuse(500, phrase: null, new SipCallEnd(SipCallEnding.RejectedByUs), []));
        }
    }

    private void Refuse(int status, string? phrase, SipCallEnd end, SipHeader[] headers)
    {
        if (_hasAnswered || IsEnding)
        {
            return;
        }

        var response = _invite.CreateResponse(status, phrase);
        foreach (var header in headers)
        {
            response.Headers.Add(header);
        }

        _invite.Respond(response);
        End(end);
    }
}
