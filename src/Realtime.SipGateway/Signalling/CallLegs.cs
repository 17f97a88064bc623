using System.Text.Json;
using Realtime.Sip.B2bua;
using Realtime.Sip.Dialogs;
using Realtime.Sip.Transactions;
using Realtime.Sip.Transports;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Signalling.Drain;
using Realtime.SipGateway.Signalling.Redirect;
using Realtime.SipGateway.Signalling.Targets;
using Realtime.SipGateway.Signalling.Transfer;

namespace Realtime.SipGateway.Signalling;

/// <summary>
/// The two SIP legs of one call: takes it to who answers (<see cref="CallDialler"/>), waits for its end, writes down what happens on both. One sequential flow
/// (<see cref="RunAsync"/>) owns them; commands from outside only ask them to end.
/// </summary>
internal sealed class CallLegs(CallLegsServices services, SipTransportKind transport, Trunk trunk, InviteServerTransaction? invite = null) : ICallControl
{
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private B2buaCall? _legs;
    private CallDialler? _dialler;
    private Call? _call;
    private LegEvents? _events;
    private DialogNotes? _dialogs;
    private readonly TaskCompletionSource<CallOutcome> _sessionLost = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private CallRedirect? _redirect;
    private CallTransfer? _transfer;
    private CallOutcome? _ours;
    private bool _isWithPerson;
    private bool _isBridged;

    /// <summary>Completes when the call is over on both legs.</summary>
    public Task Completion => _completion.Task;

    private Call Call => _call ?? throw new InvalidOperationException("The legs have no call yet.");

    private bool IsWithheld => Call.Facts.Caller.Length == 0;

    private LegEvents Events => _events ?? throw new InvalidOperationException("The legs have no call yet.");

    private SignallingOptions Options => services.Options;

    /// <summary>The call moved on: the vendor announced it by webhook, or took the accept.</summary>
    public void OnProgress()
    {
        Volatile.Read(ref _dialler)?.OnProgress();
        Volatile.Read(ref _redirect)?.OnProgress();
    }

    public async ValueTask HangUpAsync(CallOutcome outcome, CancellationToken cancellationToken)
    {
        if (Interlocked.CompareExchange(ref _ours, outcome, null) is null)
        {
            _call?.Record(new HangUpRequested(outcome));
        }

        Volatile.Read(ref _redirect)?.HangUp(_ours!);
        if (Volatile.Read(ref _legs) is { } legs)
        {
            await legs.HangUpAsync(HangUpReason.Of(outcome), HangUpReason.StatusOf(outcome));
        }
    }

    /// <summary>Leaves the legs to another process: no BYE. Null while they cannot be left.</summary>
    public async Task<CallSnapshot?> HandOverAsync()
    {
        if (Volatile.Read(ref _legs) is not { } legs || !Call.CanBeHandedOver || await legs.HandOverAsync() is not { } left)
        {
            return null;
        }

        var snapshot = new LegsSnapshot
        {
            Trunk = trunk.Name,
            Target = Call.Progress.State == CallState.Accepted ? Call.Target : null,
            IsTransferred = _transfer is { IsConnected: true },
            CallerTransport = transport,
            Sip = left,
        };
        if (Call.HandOver(JsonSerializer.Serialize(snapshot, LegsSnapshotJson.Default.LegsSnapshot)) is { } handedOver)
        {
            _completion.TrySetResult();
            return handedOver;
        }

        // It ended meanwhile.
        legs.TakeBack();
        await legs.HangUpAsync();
        return null;
    }

    /// <summary>Nobody will take the legs up: they are hung up after all.</summary>
    public async Task TakeBackAndHangUpAsync(CallOutcome outcome)
    {
        if (Volatile.Read(ref _legs) is { } legs)
        {
            legs.TakeBack();
            await legs.HangUpAsync(HangUpReason.Of(outcome));
        }
    }

    /// <summary>Goes on with legs that another process left; false when there are too many dialogs.</summary>
    public async Task<bool> TryResumeAsync(Call call, LegsSnapshot snapshot, DialogLayer dialogs, CancellationToken cancellationToken)
    {
        (_call, _events, _dialogs) = (call, new LegEvents(call), new DialogNotes(call));
        _events.Begin(call.Progress.Attempt, snapshot.Target ?? "", null);
        _isWithPerson = snapshot is { Target: null, IsTransferred: false };
        var target = snapshot.Target is { } name ? await services.Routes.FindAsync(name, cancellationToken) : null;
        var legs = B2buaCall.Restore(dialogs, snapshot.Sip, target, LegOptions());
        if (legs is null)
        {
            return false;
        }

        Begin(legs, dialogs);
        _isBridged = snapshot.IsTransferred;
        if (snapshot.IsTransferred)
        {
            _transfer!.Resume();
        }

        services.Live.Add(call.Id, this);
        _ = GoOnAsync(legs);
        return true;
    }

    public Task<TransferResult> TransferAsync(TransferRequest request, CancellationToken cancellationToken) =>
        Volatile.Read(ref _transfer) is { } transfer
            ? transfer.RunAsync(request, cancellationToken)
            : Task.FromResult(TransferResult.NotPossible("The caller is not connected."));

    public async ValueTask LoseSessionAsync(RealtimeCallId session, CallOutcome outcome, CancellationToken cancellationToken)
    {
        var progress = Call.Progress;
        if (progress.State == CallState.Ended || progress.RealtimeCallId != session)
        {
            return;
        }

        if (progress.Answered && Volatile.Read(ref _legs) is not null)
        {
            // Whoever waits for the end of the legs looks for somebody else.
            _sessionLost.TrySetResult(outcome);
        }
        else if (Volatile.Read(ref _dialler)?.TryLose(outcome) != true)
        {
            Call.Record(new VendorFault(progress.Attempt, Call.Target ?? "", Failover.KindOf(outcome), "end", outcome.Reason));
            await HangUpAsync(outcome, cancellationToken);
        }
    }

    /// <summary>The whole life of the legs: rings, dials, waits for the end. The call is ended when it returns.</summary>
    public async Task RunAsync(Call call, DialogLayer dialogs)
    {
        _call = call;
        (_events, _dialogs) = (new LegEvents(call), new DialogNotes(call));
        services.Live.Add(call.Id, this);
        await GuardAsync(() => trunk.Options.Redirect && call.Decision?.Destination is null ? RedirectAsync() : ConnectAsync(dialogs));
    }

    /// <summary>The rest of the life of legs that were taken over.</summary>
    private async Task GoOnAsync(B2buaCall legs)
    {
        await GuardAsync(async () =>
        {
            if (await WaitAsync(legs) is { } outcome)
            {
                Finish(Outcomes.Of(outcome, _ours, _isWithPerson));
            }
        });
        Call.MarkDrained();
    }

    private async Task GuardAsync(Func<Task> live)
    {
        try
        {
            await live();
        }
#pragma warning disable CA1031 // The edge of the call: a fault of ours ends this call and no other.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            services.Log.Faulted(fault, Call.Id.Value);
            if (_legs is null)
            {
                invite?.Respond(500);
            }

            await HangUpAsync(new CallOutcome(CallEndedBy.Gateway, CallCause.GatewayFault, 500), CancellationToken.None);
            Finish(_ours!);
        }
        finally
        {
            services.Live.Remove(Call.Id);
            _completion.TrySetResult();
        }
    }

    private async Task RedirectAsync()
    {
        var redirect = new CallRedirect(services, Call, trunk, invite!);
        Volatile.Write(ref _redirect, redirect);
        if (Volatile.Read(ref _ours) is { } early)
        {
            redirect.HangUp(early);
        }

        Finish(await redirect.RunAsync());
    }

    private async Task ConnectAsync(DialogLayer dialogs)
    {
        var legs = B2buaCall.Accept(dialogs, invite!, LegOptions());
        if (legs is null)
        {
            Finish(new CallOutcome(CallEndedBy.Caller, CallCause.CallerUnreachable, null, "the INVITE makes no dialog"));
            return;
        }

        Volatile.Write(ref _dialler, new CallDialler(services, Call, legs, Events, trunk, invite!.Request));
        Begin(legs, dialogs);
        if (Volatile.Read(ref _ours) is { } early)
        {
            // Asked before there were legs.
            await legs.HangUpAsync(HangUpReason.Of(early), HangUpReason.StatusOf(early));
        }

        await legs.RingAsync();
        if (await _dialler!.RunAsync() is { } nobody)
        {
            services.Metrics.Invite(trunk.Name, SignallingMetrics.TargetFailed);
            Interlocked.CompareExchange(ref _ours, nobody, null);
            await legs.RejectAsync(_ours!.SipStatus ?? 503);
        }

        _isWithPerson = _dialler.IsWithPerson;
        if (await WaitAsync(legs) is { } outcome)
        {
            Finish(Outcomes.Of(outcome, _ours, _isWithPerson));
            await _dialler.EndAsync();
        }
    }

    private void Begin(B2buaCall legs, DialogLayer dialogs)
    {
        Interlocked.Exchange(ref _legs, legs);
        var context = new TransferContext(Call, trunk, legs, dialogs, services.Transfers);
        Volatile.Write(ref _transfer, new CallTransfer(context, outcome => HangUpAsync(outcome, CancellationToken.None)));
    }

    private B2buaCallOptions LegOptions() => new()
    {
        Observer = OnEvent,
        OnTransaction = LegTransactions.Of(Call),
        Headers = trunk.HeaderPolicy.For(IsWithheld),
        CallerDestination = invite is null ? null : trunk.Repairs.CallerDestination(invite.Flow),
        BeforeTargetBye = () => Call.Drained,
        CallerCredentials = trunk.Credentials,
        CallerSession = trunk.Options.SessionTimer.ToOptions(),
        CallerProvisionals = trunk.Options.Progress.ToReliability(),
        RingStatus = trunk.Options.Progress.RingStatus,
        CallerProgress = trunk.Options.Progress.ToProgress(),

        // A caller who passed the check once must not aim the vendor's media elsewhere later.
        AcceptsOffer = (side, offer) => side == B2buaSide.Target || !OfferCheck.Check(trunk, transport, offer, mayHold: true).IsRefused,

        // Unprotected media is worth no wait: anybody could be sending it.
        TargetByeDelay = Call.Facts.MediaSecurity == "srtp" ? TimeSpan.FromMilliseconds(Options.DrainMs) : TimeSpan.Zero,
    };

    /// <summary>Until both legs are down, or the call has lasted as long as it may. Null: it was handed over.</summary>
    private async Task<B2buaOutcome?> WaitAsync(B2buaCall legs)
    {
        var seconds = trunk.Options.MaxCallSeconds ?? Options.MaxCallSeconds;
        var isOver = await EndsWithinAsync(legs, LeftOf(seconds), _sessionLost.Task);
        if (!isOver && _sessionLost.Task.IsCompleted)
        {
            if (await new SessionRescue(services, Call, trunk, legs).RunAsync(await _sessionLost.Task) is { } lost)
            {
                await HangUpAsync(lost, CancellationToken.None);
            }

            isOver = await EndsWithinAsync(legs, LeftOf(seconds));
        }

        if (!isOver && (_isWithPerson || _transfer is { IsConnected: true }))
        {
            // Two humans: what limits an AI session does not limit them.
            seconds = trunk.Options.Transfer.MaxConnectedSeconds;
            isOver = await EndsWithinAsync(legs, seconds);
        }

        if (!isOver)
        {
            var outcome = new CallOutcome(CallEndedBy.Policy, CallCause.BudgetExhausted, null, $"maximum duration of {seconds} s");
            await HangUpAsync(outcome, CancellationToken.None);
        }

        return await Task.WhenAny(legs.Completion, _completion.Task) == legs.Completion ? await legs.Completion : null;
    }

    private int LeftOf(int seconds) => seconds - (int)(services.Time.GetUtcNow() - Call.StartedAt).TotalSeconds;

    private async Task<bool> EndsWithinAsync(B2buaCall legs, int seconds, Task? unless = null)
    {
        using var ended = new CancellationTokenSource();
        var longest = Task.Delay(TimeSpan.FromSeconds(Math.Max(0, seconds)), services.Time, ended.Token);
        var isOver = await Task.WhenAny(legs.Completion, _completion.Task, longest, unless ?? longest) is var first && first != longest && first != unless;
        await ended.CancelAsync();
        return isOver;
    }

    private void OnEvent(B2buaEvent happened)
    {
        Events.Record(happened);
        _dialler?.OnEvent(happened);
        switch (happened.Kind)
        {
            case B2buaEventKind.InviteSent when happened.Message is { } invited:
                services.Correlation.Relate(invited.CallId, Call.Facts.SipCallId);
                break;
            case B2buaEventKind.Answered:
                Call.Answer();
                NoteDialogs();
                if (_dialler?.IsWithPerson == true)
                {
                    Call.AnsweredByPerson();
                }

                break;
            case B2buaEventKind.CallerAcknowledged:
                Call.Acknowledge();
                NoteDialogs();
                break;

            // Requests of a leg may say that it is somewhere else now.
            case B2buaEventKind.Refreshed or B2buaEventKind.SessionRefreshed or B2buaEventKind.OfferAnswered:
                NoteDialogs();
                break;

            case B2buaEventKind.Bridged:
                _transfer?.OnBridged();
                _isBridged = true;
                NoteDialogs();
                break;

            // The caller stays for whom it is being transferred to.
            case B2buaEventKind.ByeReceived when happened.Side == B2buaSide.Target && _legs?.IsBridging == true:
                Call.LeaveAgent();
                break;

            // What the vendor knows of the end: 481 says that it knows of no call any more.
            case B2buaEventKind.ByeEnded when happened.Side == B2buaSide.Target && happened.Status is (>= 200 and < 300) or 481:
                Call.MarkVendorLegEnded();
                break;

            // The call is over at once; what drains until the target's BYE still reaches its log.
            case B2buaEventKind.ByeReceived when Volatile.Read(ref _ours) is null:
                MarkIfVendors(happened);
                Finish(Outcomes.OfBye(happened, Call.Progress.Answered, _isWithPerson || _dialler?.IsWithPerson == true));
                break;
        }
    }

    private void NoteDialogs()
    {
        if (_legs is { } legs && !Call.Progress.IsOver)
        {
            _dialogs!.Note(legs, _isBridged || _isWithPerson || _dialler?.IsWithPerson == true ? null : Call.Target);
        }
    }

    private void MarkIfVendors(B2buaEvent bye)
    {
        if (bye.Side == B2buaSide.Target)
        {
            Call.MarkVendorLegEnded();
        }
    }

    private void Finish(CallOutcome outcome)
    {
        outcome = _transfer?.OutcomeOf(outcome) ?? outcome;
        if (Call.End(outcome))
        {
            services.Log.Ended(Call.Id.Value, outcome.By.ToString(), outcome.Cause.ToString());
        }
    }
}
