using Realtime.Sip.Authentication;
using Realtime.Sip.Messages;
using Realtime.Sip.Transactions;
using Realtime.Sip.Transports;

namespace Realtime.Sip.Dialogs;

/// <summary>
/// One dialog with its way, and the two things that a dialog does by itself: it repeats its 2xx until the ACK is in
/// (RFC 3261 §13.3.1.4), and its ACK when the 2xx is repeated (§13.2.2.4). Its owner is sequential; only <see cref="Owns"/> is
/// asked from elsewhere.
/// </summary>
internal sealed class DialogLeg
{
    private readonly DialogLayer _layer;
    private DialogTimer? _timer;
    private InviteServerTransaction? _answered;
    private SipResponse? _answer;
    private TimeSpan _pause;
    private TimeSpan _waited;
    private SipRequest? _ack;
    private Task _acking = Task.CompletedTask;
    private volatile Dialog? _dialog;
    private volatile DialogSet? _early;

    private DialogLeg(DialogLayer layer, IDialogOwner owner, string localTag)
    {
        _layer = layer;
        Owner = owner;
        LocalTag = localTag;
    }

    public IDialogOwner Owner { get; }

    public string LocalTag { get; }

    /// <summary>Null while an INVITE of ours has no 2xx.</summary>
    public Dialog? Dialog => _dialog;

    public DialogPath? Path { get; private set; }

    /// <summary>Answers the peer's challenges to our requests; null: they are outcomes like others.</summary>
    public DigestClient? Digest { get; init; }

    /// <summary>Itself, if its owner wants to hear of transactions.</summary>
    private DialogLeg? Watched => Owner.Watches ? this : null;

    /// <summary>A 2xx of ours waits for its ACK.</summary>
    public bool AwaitsAck => _answer is not null;

    /// <summary>The leg of an INVITE that came; null when it makes no dialog.</summary>
    /// <param name="layer">The table.</param>
    /// <param name="owner">Who is told.</param>
    /// <param name="invite">The INVITE.</param>
    /// <param name="configured">Where to send requests, if not where the caller's routes and Contact lead.</param>
    /// <param name="digest">Answers the caller's challenges.</param>
    public static DialogLeg? AsServer(
        DialogLayer layer, IDialogOwner owner, InviteServerTransaction invite, SipDestination? configured, DigestClient? digest = null)
    {
        var dialog = Dialog.AsServer(invite.Request, invite.LocalTag, DialogContact.For(invite.Flow));
        if (dialog is null)
        {
            return null;
        }

        var leg = new DialogLeg(layer, owner, invite.LocalTag) { _dialog = dialog, Digest = digest };
        leg.Path = new DialogPath(layer, invite.Flow, configured) { Watched = leg.Watched };
        return leg;
    }

    /// <summary>The leg of a dialog that another process began.</summary>
    public static DialogLeg AsRestored(
        DialogLayer layer, IDialogOwner owner, Dialog dialog, SipDestination back, SipDestination? configured, DigestClient? digest = null)
    {
        var leg = new DialogLeg(layer, owner, dialog.LocalTag) { _dialog = dialog, Digest = digest };
        leg.Path = new DialogPath(layer, back, configured) { Watched = leg.Watched };
        return leg;
    }

    /// <summary>The leg of an INVITE that goes out; it has a dialog with its 2xx.</summary>
    public static DialogLeg AsClient(DialogLayer layer, IDialogOwner owner, string localTag, DialogSet early, DigestClient? digest = null) =>
        new(layer, owner, localTag) { _early = early, Digest = digest };

    /// <summary>
    /// The leg of a 2xx that nobody wants. It is acknowledged, as any 2xx must be, and its owner then sends BYE; repeats of the 2xx want
    /// the ACK again.
    /// </summary>
    public static DialogLeg AcknowledgeStray(
        DialogLayer layer, IDialogOwner owner, Dialog dialog, SipFlow flow, SipDestination? configured, DigestClient? digest = null)
    {
        var leg = new DialogLeg(layer, owner, dialog.LocalTag) { Digest = digest };
        leg.Confirm(dialog, flow, configured);
        leg.SendAck(leg.CreateAck(dialog.LocalCSeq));
        return leg;
    }

    /// <summary>A 2xx made the dialog of this leg.</summary>
    public void Confirm(Dialog dialog, SipFlow flow, SipDestination? configured)
    {
        Path = new DialogPath(_layer, flow, configured) { Watched = Watched };
        _dialog = dialog;
        _early = null;
    }

    /// <summary>The request belongs to this leg's dialog, or to an early one of it.</summary>
    public bool Owns(SipRequest request) => (_dialog, _early) switch
    {
        ({ } dialog, _) => dialog.Owns(request),
        (_, { } early) => early.Owns(request),
        _ => false,
    };

    /// <summary>Sends a 2xx to an INVITE of this leg and repeats it until its ACK is in.</summary>
    public void Answer(InviteServerTransaction invite, SipResponse answer)
    {
        (_answered, _answer) = (invite, answer);
        (_pause, _waited) = (_layer.Transactions.Timers.T1, TimeSpan.Zero);
        _timer ??= new DialogTimer(_layer.TimerQueue, stamp => Owner.OnAnswerTimer(this, stamp));
        _timer.Start(_pause);
        invite.Respond(answer);
    }

    /// <summary>The timer of the 2xx is due. False when the ACK has been awaited long enough.</summary>
    public bool RepeatAnswer(int stamp)
    {
        if (_answer is null || !_timer!.IsCurrent(stamp))
        {
            return true;
        }

        _waited += _pause;
        if (_waited >= _layer.Options.UnacknowledgedLimit)
        {
            StopAnswer();
            return false;
        }

        _pause = Min(_pause * 2, _layer.Transactions.Timers.T2, _layer.Options.UnacknowledgedLimit - _waited);
        _timer.Start(_pause);
        _answered!.Respond(_answer);
        return true;
    }

    /// <summary>An ACK of the dialog is in. False when no 2xx of that number waits for it: it is a repeat.</summary>
    public bool Acknowledge(SipRequest ack)
    {
        if (_answered?.Request.CSeq.Number != ack.CSeq.Number)
        {
            return false;
        }

        StopAnswer();
        return true;
    }

    /// <summary>The 2xx is repeated no more, whether it was acknowledged or not.</summary>
    public void StopAnswer()
    {
        _timer?.Stop();
        _answered?.Release();
        (_answered, _answer) = (null, null);
    }

    /// <summary>The ACK for a 2xx to our INVITE of that number, for its owner to complete and send with <see cref="SendAck"/>.</summary>
    public SipRequest CreateAck(uint inviteNumber) => _dialog!.CreateAck(inviteNumber);

    public void SendAck(SipRequest ack)
    {
        Digest?.Authorize(ack);
        _ack = ack;
        _acking = Path!.SendAckAsync(ack, _dialog!.NextHop).AsTask();
    }

    /// <summary>A 2xx came again: our ACK goes again, if we have sent one at all and it is not under way just now.</summary>
    public void RepeatAck(SipResponse success)
    {
        if (_ack is not null && _ack.CSeq.Number == success.CSeq.Number && _acking.IsCompleted)
        {
            SendAck(_ack);
        }
    }

    /// <summary>No 2xx comes again: the ACK need not be kept.</summary>
    public void ForgetAck() => _ack = null;

    /// <summary>The call of this INVITE is over: what is left of its transaction repeats our ACK without us.</summary>
    public void Release(ClientTransaction invite)
    {
        if (_ack is { } ack && _acking.IsCompleted && ack.CSeq.Number == invite.Request.CSeq.Number && ack.Headers.Contains(SipHeaderId.Via))
        {
            invite.Release(_dialog!.RemoteTag, ack.ToBytes());
        }
    }

    /// <summary>The next request of the dialog, for its owner to complete and send with <see cref="Send"/>.</summary>
    public SipRequest CreateRequest(SipMethod method) => _dialog!.CreateRequest(method);

    public void Send(SipRequest request, Action<ClientTransactionEvent> observer, Action<ClientTransaction>? sent = null)
    {
        if (Digest is null)
        {
            Path!.Send(request, _dialog!.NextHop, observer, sent);
            return;
        }

        var sending = new ChallengedRequest(_dialog!, Path!, new DigestExchange(Digest), observer, sent);
        sending.Send(request);
    }

    /// <summary>Sends a request in an early dialog of the leg, PRACK for instance; what becomes of it nobody needs to know.</summary>
    public void SendEarly(Dialog early, SipRequest request, SipFlow flow, SipDestination? configured)
    {
        var path = new DialogPath(_layer, flow, configured) { Watched = Watched };
        if (Digest is null)
        {
            path.Send(request, early.NextHop, static _ => { });
        }
        else
        {
            new ChallengedRequest(early, path, new DigestExchange(Digest), static _ => { }, sent: null).Send(request);
        }
    }

    /// <summary>Takes an INVITE of this leg back.</summary>
    /// <param name="invite">The INVITE.</param>
    /// <param name="headers">Headers for the CANCEL.</param>
    public void Cancel(ClientTransaction invite, IEnumerable<SipHeader>? headers = null) => invite.Cancel(headers, Owner.Watches ? WatchCancel : null);

    private Action<ClientTransactionEvent> WatchCancel(SipRequest cancel, SipFlow flow) =>
        new WatchedRequest(this, _layer.Time, cancel, static _ => { }, flow: flow).OnEvent;

    /// <summary>The early dialog of a request from the other side; null when the leg has a 2xx, or none of that tag.</summary>
    public Dialog? FindEarly(SipRequest request) => _early?.FindEarly(request);

    private static TimeSpan Min(TimeSpan first, TimeSpan second, TimeSpan third)
    {
        var least = first < second ? first : second;
        return least < third ? least : third;
    }
}
