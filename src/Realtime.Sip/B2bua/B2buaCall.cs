using Microsoft.Extensions.Logging;
using Realtime.Sip.Dialogs;
using Realtime.Sip.Messages;
using Realtime.Sip.Transactions;

namespace Realtime.Sip.B2bua;

/// <summary>
/// One call of two dialogs: the caller's INVITE, and the target that it is connected to. It does what <see cref="B2buaMachine"/>
/// says, one thing after the other; what it offers may be called from anywhere and never waits for the wire.
/// </summary>
public sealed class B2buaCall : IDialogOwner
{
    private const int TemporarilyUnavailable = 480;
    private readonly TaskCompletionSource<B2buaOutcome> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _settled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SerialQueue<Action> _queue;
    private readonly B2buaCallerSide _caller;
    private readonly B2buaTargetSide _target;
    private readonly B2buaRelays _relays;
    private readonly B2buaInbound _inbound;
    private readonly B2buaTransfers _transfers;
    private readonly ILogger _logger;
    private readonly DateTimeOffset _began;
    private B2buaState _state;
    private SipRequest? _endedBy;
    private B2buaSide _endedFrom;
    private string? _ourReason;
    private bool _isFaulted;
    private volatile bool _isHandedOver;

    private B2buaCall(DialogLayer layer, InviteServerTransaction invite, B2buaCallOptions options)
    {
        Layer = layer;
        Options = options;
        _logger = layer.LoggerFactory.CreateLogger("Realtime.Sip.B2bua");
        _queue = new SerialQueue<Action>(Do, layer.Options.MaxBacklog);
        _began = Now;
        _relays = new B2buaRelays(this);
        _inbound = new B2buaInbound(this, _relays);
        _transfers = new B2buaTransfers(this);
        _target = new B2buaTargetSide(this);
        _caller = new B2buaCallerSide(this, invite);
    }

    private B2buaCall(DialogLayer layer, B2buaSnapshot snapshot, B2buaCallOptions options)
    {
        Layer = layer;
        Options = options;
        _logger = layer.LoggerFactory.CreateLogger("Realtime.Sip.B2bua");
        _queue = new SerialQueue<Action>(Do, layer.Options.MaxBacklog);
        _began = snapshot.Began;
        _relays = new B2buaRelays(this);
        _inbound = new B2buaInbound(this, _relays);
        _transfers = new B2buaTransfers(this);
        _target = new B2buaTargetSide(this);
        _caller = new B2buaCallerSide(this, snapshot);
        _state = B2buaState.InCall;
    }

    /// <summary>The one outcome, as soon as no leg is up any more: hung up, cancelled or refused, by one side or by us.</summary>
    public Task<B2buaOutcome> Completion => _completion.Task;

    /// <summary>Completes when nothing more of this call is awaited from the wire; after <see cref="Completion"/>.</summary>
    public Task Settled => _settled.Task;

    public string CallerCallId => _caller.CallId;

    /// <summary>The Call-ID of the last attempt; null before there was one.</summary>
    public string? TargetCallId => _target.CallId;

    /// <summary>The caller's dialog, to go on with it elsewhere.</summary>
    public DialogSnapshot? CallerDialog => _caller.Leg?.Dialog?.ToSnapshot();

    /// <summary>The target's dialog, to go on with it elsewhere; null before its 2xx.</summary>
    public DialogSnapshot? TargetDialog => _target.Leg?.Dialog?.ToSnapshot();

    /// <summary>
    /// What another process needs to send requests in the dialog of a leg; null while the leg has none. For the observer, which is called in the
    /// turn of the call: elsewhere the parts may be of different moments.
    /// </summary>
    public B2buaLegFacts? FactsOf(B2buaSide side) => SideOf(side).ToFacts();

    /// <summary>Somebody else is being called for the caller, who would stay if the target hung up now.</summary>
    public bool IsBridging => _state.Bridging;

    /// <summary>The caller's side has accepted a REFER and not reported its outcome: a BYE of it now means that it went where it was sent.</summary>
    public bool IsReferred => _transfers.IsReferred;

    /// <summary>The caller's last session description.</summary>
    public SipBody CallerBody => _caller.LastBody;

    internal DialogLayer Layer { get; }

    internal B2buaCallOptions Options { get; }

    internal DateTimeOffset Now => Layer.Time.GetUtcNow();

    internal SipRequest? CallersInvite => _caller.Invite;

    /// <summary>Both legs are up and stay so.</summary>
    internal bool IsInCall => _state.IsInCall;

    internal B2buaOfferPolicy ChangedOffers => _target.ChangedOffers;

    /// <summary>The caller has a description to acknowledge before it may be answered.</summary>
    internal bool HoldsAnswer => _caller.HoldsAnswer;

    /// <summary>The caller has no final answer yet.</summary>
    internal bool CallerWaits => _state.Caller == CallerLeg.Pending;

    /// <summary>Takes an INVITE; null when it makes no dialog, or there are too many: it has been refused then.</summary>
    public static B2buaCall? Accept(DialogLayer layer, InviteServerTransaction invite, B2buaCallOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(layer);
        ArgumentNullException.ThrowIfNull(invite);
        var call = new B2buaCall(layer, invite, options ?? new B2buaCallOptions());
        return call._caller.TryBegin(layer) ? call : null;
    }

    /// <summary>
    /// Goes on with a call that another process handed over; null when there are too many dialogs. Before the endpoint starts, so that
    /// no request of the call finds nobody.
    /// </summary>
    /// <param name="layer">The table of this process.</param>
    /// <param name="snapshot">What <see cref="HandOverAsync"/> returned there.</param>
    /// <param name="target">The target as it was dialled: its old connection is not ours. Null: its requests go where its Contact and routes lead.</param>
    /// <param name="options">As for a new call.</param>
    /// <exception cref="FormatException">The snapshot is not one that <see cref="HandOverAsync"/> made.</exception>
    public static B2buaCall? Restore(DialogLayer layer, B2buaSnapshot snapshot, B2buaTarget? target, B2buaCallOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(layer);
        ArgumentNullException.ThrowIfNull(snapshot);
        var call = new B2buaCall(layer, snapshot, options ?? new B2buaCallOptions());
        if (call._caller.Leg is { } caller && !call._target.TryRestore(snapshot, target))
        {
            layer.Remove(caller);
        }

        if (call._caller.Leg is null || call._target.Leg is null)
        {
            return null;
        }

        call._caller.ResumeSession(snapshot.Caller);
        call._target.ResumeSession(snapshot.Target);
        return call;
    }

    /// <summary>
    /// Leaves the call to another process: nothing is sent or answered any more, and neither leg is hung up. Null, and nothing has
    /// changed, while the call is not established or an offer is under way. A bridge whose target still rings is given up.
    /// </summary>
    public Task<B2buaSnapshot?> HandOverAsync()
    {
        var taken = new TaskCompletionSource<B2buaSnapshot?>(TaskCreationOptions.RunContinuationsAsynchronously);
        Post(() =>
        {
            B2buaSnapshot? snapshot = null;
            try
            {
                _transfers.GiveUpRinging();
                snapshot = _state == B2buaState.InCall ? ToSnapshot() : null;
            }
            finally
            {
                // Frozen only with a snapshot in hand; who waits for it hears in any case.
                _isHandedOver = snapshot is not null;
                taken.TrySetResult(snapshot);
            }
        });
        return taken.Task;
    }

    /// <summary>Takes a call back that <see cref="HandOverAsync"/> left, and that nobody took up.</summary>
    public void TakeBack() => _isHandedOver = false;

    /// <summary>Sends 180 to the caller: the target is not known to ring. Without effect once there is a final answer.</summary>
    public ValueTask RingAsync()
    {
        Post(() => Step(B2buaInput.Ring, default));
        return ValueTask.CompletedTask;
    }

    /// <summary>
    /// One attempt to connect the caller to a target, one at a time. When it fails the caller still waits, and another target may be tried; when
    /// it succeeds the caller has its 200.
    /// </summary>
    /// <param name="target">Whom to call.</param>
    /// <param name="attemptDeadline">How long to wait for a final answer.</param>
    /// <param name="abandon">Gives the attempt up.</param>
    /// <exception cref="InvalidOperationException">Another attempt runs.</exception>
    public Task<DialResult> DialAsync(B2buaTarget target, TimeSpan attemptDeadline, CancellationToken abandon = default)
    {
        ArgumentNullException.ThrowIfNull(target);
        var attempt = new B2buaAttempt(target);
        var result = attempt.Result;
        Post(() =>
        {
            if (_target.IsDialling)
            {
                attempt.Fault(new InvalidOperationException("The call has an attempt that runs."));
            }
            else
            {
                Dial(attempt, attemptDeadline);
            }
        });
        return abandon.CanBeCanceled ? UnlessAbandonedAsync(attempt, result, abandon) : result;
    }

    private async Task<DialResult> UnlessAbandonedAsync(B2buaAttempt attempt, Task<DialResult> result, CancellationToken abandon)
    {
        await using var registration = abandon.Register(() => Post(() => _target.Abandon(attempt, DialStatus.Abandoned)));
        return await result;
    }

    /// <summary>Refuses the caller's INVITE, and cancels the attempt that runs. Without effect once there is a final answer.</summary>
    public ValueTask RejectAsync(int status, string? phrase = null, IEnumerable<SipHeader>? headers = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(status, 300);
        SipHeader[] extra = headers is null ? [] : [.. headers];
        Post(() =>
        {
            _caller.SetRefusal(status, phrase, extra);
            Step(B2buaInput.Reject, default);
        });
        return ValueTask.CompletedTask;
    }

    /// <summary>Ends the call in the way its state asks for: refuses, cancels, or sends BYE. Without effect when it has ended.</summary>
    /// <param name="reason">The value of a Reason header.</param>
    /// <param name="status">What the caller gets if it still waits for an answer.</param>
    public ValueTask HangUpAsync(string? reason = null, int status = TemporarilyUnavailable)
    {
        Post(() =>
        {
            if (_state.Cause == B2buaCause.None)
            {
                _ourReason = reason;
                _caller.SetRefusal(status, null, reason is null ? [] : [new SipHeader(SipHeaderId.Reason, reason)]);
            }

            Step(B2buaInput.HangUp, default);
        });
        return ValueTask.CompletedTask;
    }

    /// <summary>Asks the caller's side to call somebody else in our place, and waits for what it reports. The call is not ended by this.</summary>
    /// <param name="request">Whom, and how long to wait.</param>
    /// <param name="abandon">Stops the wait; a REFER that was sent cannot be taken back.</param>
    public Task<B2buaReferResult> ReferCallerAsync(B2buaReferRequest request, CancellationToken abandon = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return _transfers.ReferAsync(request, abandon);
    }

    /// <summary>
    /// Calls another target while caller and target stay connected, and connects the caller to it when it answers; the target before is
    /// hung up then. On failure all is as before. A target that leaves meanwhile does not end the call; it ends if the bridge fails then.
    /// </summary>
    /// <param name="request">Whom, and how.</param>
    /// <param name="abandon">Gives it up while the target rings.</param>
    public Task<B2buaBridgeResult> BridgeAsync(B2buaBridgeRequest request, CancellationToken abandon = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return _transfers.BridgeAsync(request, abandon);
    }

    void IDialogOwner.OnRequest(DialogLeg leg, ServerTransaction transaction)
    {
        var side = SideOf(leg);
        if (Options.OnTransaction is not null)
        {
            Watch(leg, transaction);
        }

        if (!_queue.TryPost(() => TakeRequest(side, leg, transaction)))
        {
            _logger.BacklogFull(CallerCallId, transaction.Method.IsKnown ? transaction.Method.Name : "a request", side);
            transaction.Respond(DialogLayer.CreateBusy(transaction));
        }
    }

    void IDialogOwner.OnAck(DialogLeg leg, SipRequest ack) => _queue.TryPost(() => _inbound.TakeAck(SideOf(leg), leg, ack));

    void IDialogOwner.OnAnswerTimer(DialogLeg leg, int stamp) => Post(() =>
    {
        if (!leg.RepeatAnswer(stamp))
        {
            Step(SideOf(leg) == B2buaSide.Caller ? B2buaInput.CallerAckTimeout : B2buaInput.TargetAckTimeout, default);
        }
    });

    bool IDialogOwner.Watches => Options.OnTransaction is not null;

    void IDialogOwner.OnTransaction(DialogLeg leg, in DialogTransaction ended) => NoteTransaction(SideOf(leg), ended);

    /// <summary>A CANCEL came in time; the layer below has answered it.</summary>
    internal void NoteCancel(B2buaSide from, ServerTransaction invite, SipRequest? cancel)
    {
        if (Options.OnTransaction is not null && cancel is not null)
        {
            NoteTransaction(from, new DialogTransaction(false, cancel, Now, Now, 200, invite.Flow));
        }
    }

    /// <summary>Does it in its turn.</summary>
    internal void Post(Action happened) => _queue.Post(happened);

    /// <summary>Feeds the machine and does what it says.</summary>
    internal void Step(B2buaInput input, in B2buaHand hand)
    {
        var before = _state;
        var step = B2buaMachine.Step(before, input);
        _logger.Steps(CallerCallId, input, before.Caller, before.Target, before.Exchange, step.Actions);
        _state = step.State;
        if (before.Cause == B2buaCause.None && _state.Cause != B2buaCause.None)
        {
            (_endedBy, _endedFrom) = (hand.Message as SipRequest, hand.Side);
        }

        for (var i = 0; i < step.Actions.Count; i++)
        {
            Act(step.Actions[i], hand);
        }
    }

    /// <summary>Tells the caller of a provisional response of the target, as the target's profile has it.</summary>
    internal void RelayProgress(SipResponse response, B2buaProgress policy) => _caller.RelayProgress(response, policy);

    /// <summary>Takes a PRACK of the caller; false when it acknowledges nothing that waits for it.</summary>
    internal bool TryAcknowledge(SipRequest prack) => _caller.TryAcknowledge(prack);

    /// <summary>Goes on with a 2xx that waited for a PRACK of the caller.</summary>
    internal void ReleaseAnswer()
    {
        if (!HoldsAnswer)
        {
            _target.ReleaseAnswer();
        }
    }

    internal B2buaLegSide SideOf(B2buaSide side) => side == B2buaSide.Caller ? _caller : _target;

    internal B2buaLegSide OtherSideOf(B2buaSide side) => side == B2buaSide.Caller ? _target : _caller;

    /// <summary>That side's leg is down, or not up yet, or we have sent it BYE.</summary>
    internal bool IsGone(B2buaSide side) => side == B2buaSide.Caller
        ? _state.Caller is CallerLeg.Closing or CallerLeg.Closed
        : _state.Target is TargetLeg.None or TargetLeg.Closing or TargetLeg.Closed;

    /// <summary>The Reason headers for the BYE or CANCEL to that side: what the other side gave, if it may cross, or what we have to say.</summary>
    internal IReadOnlyList<SipHeader> ReasonsFor(B2buaSide side) => (_state.Cause, _endedBy) switch
    {
        (B2buaCause.HungUp or B2buaCause.Rejected, _) when _ourReason is not null => [new SipHeader(SipHeaderId.Reason, _ourReason)],
        (var cause, _) when B2buaReasons.Of(cause) is { } ours => [new SipHeader(SipHeaderId.Reason, ours)],
        (_, { } ending) when _endedFrom != side && Options.Headers.Crosses(_endedFrom, SipHeaderId.Reason) =>
            [.. ending.Headers.Where(header => header.Id == SipHeaderId.Reason)],
        _ => [],
    };

    /// <summary>The ACK of a first INVITE ends the wait for it; where the offer was ours to make, it brings the caller's session description.</summary>
    internal void AnswerIsAcknowledged(B2buaSide from, SipRequest ack)
    {
        if (from == B2buaSide.Caller && _state.Caller is CallerLeg.Answered or CallerLeg.Leaving)
        {
            _caller.RememberBody(ack);
            _caller.ForgetInvite();
            Tell(B2buaEventKind.CallerAcknowledged, B2buaSide.Caller, 0, ack);
        }
    }

    internal void Tell(B2buaEventKind kind, B2buaSide side, int status, SipMessage? message)
    {
        if (Options.Observer is not { } observer)
        {
            return;
        }

#pragma warning disable CA1031 // The edge to code that is not ours: its bug does not touch the call.
        try
        {
            observer(new B2buaEvent(kind, side, Now, status, message));
        }
        catch (Exception bug)
        {
            LogHandlerThrew(bug);
        }
#pragma warning restore CA1031
    }

    private void Watch(DialogLeg leg, ServerTransaction transaction)
    {
        var began = Now;
        transaction.WatchAnswer(answer =>
            NoteTransaction(SideOf(leg), new DialogTransaction(false, transaction.Request, began, Now, answer.StatusCode, transaction.Flow)));
    }

    private void NoteTransaction(B2buaSide side, in DialogTransaction ended)
    {
#pragma warning disable CA1031 // The edge to code that is not ours: its bug does not touch the call.
        try
        {
            Options.OnTransaction?.Invoke(side, ended);
        }
        catch (Exception bug)
        {
            LogHandlerThrew(bug);
        }
#pragma warning restore CA1031
    }

    /// <summary>Carries the caller's <c>o=</c> line on from what it saw last; null when that was no session description.</summary>
    internal B2buaOrigin? ContinueOrigin() => _target.Origin ??= B2buaOrigin.After(_target.LastBody.Bytes);

    /// <summary>A session description on its way to the caller goes on from the one before, when that was of another target.</summary>
    internal void KeepOrigin(B2buaSide from, SipMessage message)
    {
        if (from == B2buaSide.Target && _target.Origin is { } origin && !message.Body.IsEmpty)
        {
            message.Body = origin.Continue(message.Body);
        }
    }

    internal void LogHandlerThrew(Exception bug) => _logger.HandlerThrew(bug, CallerCallId);

    private B2buaSide SideOf(DialogLeg leg) => leg == _caller.Leg ? B2buaSide.Caller : B2buaSide.Target;

    private void TakeRequest(B2buaSide side, DialogLeg leg, ServerTransaction transaction)
    {
        if (!_transfers.TryTake(leg, transaction))
        {
            _inbound.TakeRequest(side, leg, transaction);
        }
    }

    private B2buaSnapshot ToSnapshot() => new()
    {
        Caller = _caller.ToSnapshot(),
        Target = _target.ToSnapshot(),
        Began = _began,
        Answered = _caller.Answered ?? _began,
        ChangedOffers = _target.ChangedOffers,
        CallerSeesOrigin = _target.Origin?.Mark.Seen.ToString(),
    };

    private void Do(Action happened)
    {
        if (_isHandedOver)
        {
            return;
        }

#pragma warning disable CA1031 // The edge of the call: a fault of ours ends this call and no other.
        try
        {
            happened();
        }
        catch (Exception bug)
        {
            _logger.Faulted(bug, CallerCallId);
            if (!_isFaulted)
            {
                _isFaulted = true;
                Post(() => Step(B2buaInput.HangUp, default));
            }
        }
#pragma warning restore CA1031
    }

    private void Dial(B2buaAttempt attempt, TimeSpan deadline)
    {
        if (CallersInvite is { Body.IsEmpty: true } && CallerWaits && attempt.Target.OfferlessInvite == B2buaOfferPolicy.Reject)
        {
            attempt.Finish(new DialResult(DialStatus.OfferMissing));
            return;
        }

        var timer = new DialogTimer(Layer.TimerQueue, _ => Post(() => _target.Abandon(attempt, DialStatus.TimedOut)));
        attempt.StartDeadline(timer, deadline);
        _target.Dial(attempt);
    }

    private void Act(B2buaAction action, in B2buaHand hand)
    {
        if (_caller.TryDo(action, hand) || _target.TryDo(action, hand) || _relays.TryDo(action, hand)
            || _transfers.TryDo(action, _target) || B2buaSession.TryDo(action, _caller, _target))
        {
            return;
        }

        switch (action)
        {
            case B2buaAction.AskRefer:
                _inbound.AskRefer(hand);
                break;
            case B2buaAction.Complete:
                Complete();
                break;
            case B2buaAction.Settle:
                Settle();
                break;
        }
    }

    private void Complete()
    {
        var outcome = new B2buaOutcome
        {
            Cause = _state.Cause,
            Phase = _state.Phase,
            Status = _caller.FinalStatus,
            Reason = _endedBy?.Headers.First(SipHeaderId.Reason) ?? B2buaReasons.Of(_state.Cause) ?? _ourReason,
            Began = _began,
            Answered = _caller.Answered,
            Ended = Now,
        };
        _transfers.OnCallEnded(outcome.Cause);
        Tell(B2buaEventKind.Ended, outcome.EndedBy ?? B2buaSide.Caller, outcome.Status, _endedBy);
        _completion.TrySetResult(outcome);
    }

    private void Settle()
    {
        foreach (var leg in (ReadOnlySpan<DialogLeg?>)[_caller.Leg, _target.Leg])
        {
            if (leg is not null)
            {
                leg.StopAnswer();
                Layer.Remove(leg);
            }
        }

        _target.Release();
        _caller.Session?.Stop();
        _target.Session?.Stop();

        _settled.TrySetResult();
    }
}
