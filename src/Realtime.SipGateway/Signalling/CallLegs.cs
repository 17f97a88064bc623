using Realtime.Sip.B2bua;
using Realtime.Sip.Dialogs;
using Realtime.Sip.Messages;
using Realtime.Sip.Transactions;
using Realtime.Sip.Transports;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Signalling.Transfer;

namespace Realtime.SipGateway.Signalling;

/// <summary>
/// The two SIP legs of one call: takes it to its AI target, waits for its end, writes down what happens on both. One sequential flow
/// (<see cref="RunAsync"/>) owns them; commands from outside only ask them to end.
/// </summary>
internal sealed class CallLegs(CallLegsServices services, InviteServerTransaction invite, Trunk trunk) : ICallControl
{
    /// <summary>A resolver that takes longer is as good as none; the caller hears ringing meanwhile.</summary>
    private static readonly TimeSpan LookupTime = TimeSpan.FromSeconds(3);

    /// <summary>RFC 3323 §4.1.1.3.</summary>
    private static readonly NameAddress Anonymous = NameAddress.Parse("\"Anonymous\" <sip:anonymous@anonymous.invalid>");

    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _announced = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private B2buaCall? _legs;
    private Call? _call;
    private LegEvents? _events;
    private CallTransfer? _transfer;
    private CallOutcome? _ours;

    /// <summary>Completes when the call is over on both legs.</summary>
    public Task Completion => _completion.Task;

    private Call Call => _call ?? throw new InvalidOperationException("The legs have no call yet.");

    private bool IsWithheld => Call.Facts.Caller.Length == 0;

    private LegEvents Events => _events ?? throw new InvalidOperationException("The legs have no call yet.");

    private SignallingOptions Options => services.Options;

    /// <summary>The vendor announced the call by webhook.</summary>
    public void OnAnnounced() => _announced.TrySetResult();

    public async ValueTask HangUpAsync(CallOutcome outcome, CancellationToken cancellationToken)
    {
        if (Interlocked.CompareExchange(ref _ours, outcome, null) is null)
        {
            _call?.Record(new HangUpRequested(outcome));
        }

        if (Volatile.Read(ref _legs) is { } legs)
        {
            await legs.HangUpAsync(HangUpReason.Of(outcome), HangUpReason.StatusOf(outcome));
        }
    }

    public Task<TransferResult> TransferAsync(TransferRequest request, CancellationToken cancellationToken) =>
        Volatile.Read(ref _transfer) is { } transfer
            ? transfer.RunAsync(request, cancellationToken)
            : Task.FromResult(TransferResult.NotPossible("The caller is not connected."));

    /// <summary>The whole life of the legs: rings, dials, waits for the end. The call is ended when it returns.</summary>
    public async Task RunAsync(Call call, SipTarget target, DialogLayer dialogs)
    {
        _call = call;
        _events = new LegEvents(call, target.Name);
        services.Live.Add(call.Id, this);
        try
        {
            await ConnectAsync(target, dialogs);
        }
#pragma warning disable CA1031 // The edge of the call: a fault of ours ends this call and no other.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            services.Log.Faulted(fault, call.Id.Value);
            if (_legs is null)
            {
                invite.Respond(500);
            }

            await HangUpAsync(new CallOutcome(CallEndedBy.Gateway, CallCause.GatewayFault, 500), CancellationToken.None);
            Finish(_ours!);
        }
        finally
        {
            services.Live.Remove(call.Id);
            _completion.TrySetResult();
        }
    }

    private async Task ConnectAsync(SipTarget target, DialogLayer dialogs)
    {
        var legs = B2buaCall.Accept(dialogs, invite, LegOptions());
        if (legs is null)
        {
            Finish(new CallOutcome(CallEndedBy.Caller, CallCause.CallerUnreachable, null, "the INVITE makes no dialog"));
            return;
        }

        Interlocked.Exchange(ref _legs, legs);
        var context = new TransferContext(Call, trunk, legs, dialogs, services.Transfers);
        Volatile.Write(ref _transfer, new CallTransfer(context, outcome => HangUpAsync(outcome, CancellationToken.None)));
        if (Volatile.Read(ref _ours) is { } early)
        {
            // Asked before there were legs.
            await legs.HangUpAsync(HangUpReason.Of(early), HangUpReason.StatusOf(early));
        }

        await legs.RingAsync();
        await DialAsync(legs, target);
        var outcome = await WaitAsync(legs);
        Finish(Outcomes.Of(outcome, _ours));
    }

    private B2buaCallOptions LegOptions() => new()
    {
        Observer = OnEvent,
        Headers = trunk.HeaderPolicy.For(IsWithheld),
        CallerDestination = trunk.Repairs.CallerDestination(invite.Flow),
        BeforeTargetBye = () => Call.Drained,
        CallerCredentials = trunk.Credentials,
        CallerSession = trunk.Options.SessionTimer.ToOptions(),

        // A caller who passed the check once must not aim the vendor's media elsewhere later.
        AcceptsOffer = (side, offer) => side == B2buaSide.Target || !OfferCheck.Check(trunk, invite.Flow.Kind, offer).IsRefused,

        // Unprotected media is worth no wait: anybody could be sending it.
        TargetByeDelay = Call.Facts.MediaSecurity == "srtp" ? TimeSpan.FromMilliseconds(Options.DrainMs) : TimeSpan.Zero,
    };

    /// <summary>One attempt. A failure ends the call: the caller is told, and the outcome says why.</summary>
    private async Task DialAsync(B2buaCall legs, SipTarget target)
    {
        var (verdict, attempt) = Call.BeginAttempt();
        if (verdict != CallVerdict.Done)
        {
            return;
        }

        Events.Attempt = attempt;
        if (await ResolveAsync(legs, target) is not { } destination)
        {
            await GiveUpAsync(legs, target, new DialResult(DialStatus.TransportFailed), webhookMissing: false);
            return;
        }

        Events.Begin(destination);
        using var abandoned = new CancellationTokenSource();
        var dialling = legs.DialAsync(Profile(target, destination, attempt), TimeSpan.FromMilliseconds(Options.AnswerTimeoutMs), abandoned.Token);
        var webhookMissing = await IsWebhookMissingAsync(dialling);
        if (webhookMissing)
        {
            await abandoned.CancelAsync();
        }

        var result = await dialling;
        if (result.Status is not (DialStatus.Answered or DialStatus.CallEnded))
        {
            await GiveUpAsync(legs, target, result, webhookMissing);
        }
    }

    /// <summary>Null when there is no address, none in time, or the caller has gone.</summary>
    private async Task<SipDestination?> ResolveAsync(B2buaCall legs, SipTarget target)
    {
        using var limit = new CancellationTokenSource(LookupTime, services.Time);
        var lookup = target.ResolveAsync(limit.Token).AsTask();
        if (await Task.WhenAny(lookup, legs.Completion) != lookup)
        {
            await limit.CancelAsync();
        }

        try
        {
            return await lookup;
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    private B2buaTarget Profile(SipTarget target, SipDestination destination, int attempt) => new()
    {
        Uri = target.Uri,
        Destination = destination,
        From = IsWithheld ? Anonymous : null,
        Session = target.Options.SessionTimer.ToOptions(),
        Headers =
        [
            new SipHeader(AttemptToken.CallHeader, Call.Id.Value),
            new SipHeader(AttemptToken.TokenHeader, services.Tokens.Mint(Call.Id, attempt)),
        ],
    };

    /// <summary>True when the time for the webhook is over, and neither it nor an end of the attempt came.</summary>
    private async Task<bool> IsWebhookMissingAsync(Task dialling)
    {
        using var ended = new CancellationTokenSource();
        var late = Task.Delay(TimeSpan.FromMilliseconds(Options.WebhookTimeoutMs), services.Time, ended.Token);
        var first = await Task.WhenAny(dialling, _announced.Task, late);
        await ended.CancelAsync();
        return first == late;
    }

    private async Task GiveUpAsync(B2buaCall legs, SipTarget target, DialResult result, bool webhookMissing)
    {
        var outcome = Outcomes.OfFailedDial(result, webhookMissing);
        services.Metrics.Invite(trunk.Name, SignallingMetrics.TargetFailed);
        services.Log.TargetFailed(Call.Id.Value, target.Name, outcome.Cause.ToString(), result.StatusCode);
        Call.Record(new AttemptFailed(
            Events.Attempt, outcome.Cause.ToString(), result.StatusCode > 0 ? result.StatusCode : null, result.Response?.ReasonPhrase));
        Interlocked.CompareExchange(ref _ours, outcome, null);
        await legs.RejectAsync(_ours!.SipStatus ?? 503);
    }

    /// <summary>Until both legs are down, or the call has lasted as long as it may.</summary>
    private async Task<B2buaOutcome> WaitAsync(B2buaCall legs)
    {
        var seconds = trunk.Options.MaxCallSeconds ?? Options.MaxCallSeconds;
        var isOver = await EndsWithinAsync(legs, seconds);
        if (!isOver && _transfer is { IsConnected: true })
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

        return await legs.Completion;
    }

    private async Task<bool> EndsWithinAsync(B2buaCall legs, int seconds)
    {
        using var ended = new CancellationTokenSource();
        var longest = Task.Delay(TimeSpan.FromSeconds(seconds), services.Time, ended.Token);
        var isOver = await Task.WhenAny(legs.Completion, longest) == legs.Completion;
        await ended.CancelAsync();
        return isOver;
    }

    private void OnEvent(B2buaEvent happened)
    {
        Events.Record(happened);
        switch (happened.Kind)
        {
            case B2buaEventKind.Answered:
                Call.Answer();
                break;
            case B2buaEventKind.CallerAcknowledged:
                Call.Acknowledge();
                break;

            case B2buaEventKind.Bridged:
                _transfer?.OnBridged();
                break;

            // The caller stays for whom it is being transferred to.
            case B2buaEventKind.ByeReceived when happened.Side == B2buaSide.Target && _legs?.IsBridging == true:
                Call.LeaveAgent();
                break;

            // The call is over at once; what drains until the target's BYE still reaches its log.
            case B2buaEventKind.ByeReceived when Volatile.Read(ref _ours) is null:
                Finish(Outcomes.OfBye(happened, Call.Progress.Answered));
                break;
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
