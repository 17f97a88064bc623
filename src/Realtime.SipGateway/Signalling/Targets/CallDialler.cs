using Realtime.Sip.B2bua;
using Realtime.Sip.Dialogs;
using Realtime.Sip.Messages;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Signalling.Rtpengine;

namespace Realtime.SipGateway.Signalling.Targets;

/// <summary>
/// Finds somebody for one ringing caller:
/// <code>
/// :: Step 1  the AI targets in order, each address of each: INVITE, webhook, accept, answer, every wait with its own end
/// :: Step 2  the fallback: a person, a queue, a voicemail
/// </code>
/// or, when a rule sends the caller elsewhere, the destination that it names and then the fallback;
/// all within one deadline (<see cref="SignallingOptions.AnswerTimeoutMs"/>), of which the fallback has a share of its own. The caller hears ringing
/// all along.
/// </summary>
internal sealed class CallDialler(CallLegsServices services, Call call, B2buaCall legs, LegEvents events, Trunk trunk, SipRequest invite)
{
    /// <summary>Less time than this connects to nobody.</summary>
    private static readonly TimeSpan LeastTime = TimeSpan.FromMilliseconds(500);

    /// <summary>RFC 3323 §4.1.1.3.</summary>
    internal static readonly NameAddress Anonymous = NameAddress.Parse("\"Anonymous\" <sip:anonymous@anonymous.invalid>");

    private readonly long _began = services.Time.GetTimestamp();
    private volatile AttemptWatch? _watch;
    private RtpengineSession? _media;

    /// <summary>The call was connected to the fallback: there is no AI session.</summary>
    public bool IsWithPerson { get; private set; }

    private SignallingOptions Options => services.Options;

    private bool IsWithheld => call.Facts.Caller.Length == 0;

    private CallDecision Decision => call.Decision ?? throw new InvalidOperationException("Nothing was decided.");

    /// <summary>The call's state moved: a webhook came, an accept was taken.</summary>
    public void OnProgress() => _watch?.OnProgress(call.Progress);

    public void OnEvent(B2buaEvent happened)
    {
        if (happened.Kind is B2buaEventKind.Provisional or B2buaEventKind.Answered && _watch is { } watch)
        {
            watch.IsAnswered = true;
        }
    }

    /// <summary>The AI session of the attempt that runs cannot be had. False when no attempt runs any more.</summary>
    public bool TryLose(CallOutcome outcome)
    {
        var watch = _watch;
        watch?.Lose(outcome);
        return watch is not null;
    }

    /// <summary>Null when somebody answered or the caller has gone; else why nobody took the call.</summary>
    public async Task<CallOutcome?> RunAsync()
    {
        if (Decision.Destination is { } destination)
        {
            return await SendAsync(destination);
        }

        CallOutcome? why = null;
        var targets = services.Routes.Order(Decision);
        var reserve = TimeSpan.FromMilliseconds(Decision.Fallback is null ? 0 : Options.FallbackReserveMs);
        foreach (var target in Decision.TargetOrder.Select(services.Routes.Targets.GetValueOrDefault).OfType<SipTarget>().Except(targets))
        {
            TellLeftAlone(target, targets.Count > 0 ? "next" : "fallback");
        }

        for (var index = 0; index < targets.Count && (why is null || Left(reserve) > LeastTime); index++)
        {
            // A service that failed is tried by one call after its break; the others go where they are served sooner.
            if (!services.Routes.GroupOf(targets[index]).Service.TryTake() && (Decision.Fallback is not null || index < targets.Count - 1))
            {
                TellLeftAlone(targets[index], index < targets.Count - 1 ? "next" : "fallback");
                continue;
            }

            // :: Step 1
            var (goesOn, failure) = await TryTargetAsync(targets[index], isLast: index == targets.Count - 1, reserve);
            if (!goesOn)
            {
                return failure?.Outcome;
            }

            why = failure!.Outcome;
        }

        // :: Step 2
        return Decision.Fallback is { } fallback ? await FallBackAsync(fallback, why, TimeSpan.Zero) : why ?? Failover.Unreachable.Outcome;
    }

    /// <summary>No agent: a person's busy and decline are what a voicemail is for, so that the fallback is tried after any failure.</summary>
    private async Task<CallOutcome?> SendAsync(string destination)
    {
        services.Log.Sends(call.Id.Value, destination);
        var reserve = TimeSpan.FromMilliseconds(Decision.Fallback is null ? 0 : Options.FallbackReserveMs);
        var failure = await DialDestinationAsync(destination, null, reserve);
        return failure is not null && Decision.Fallback is { } fallback ? await FallBackAsync(fallback, failure, TimeSpan.Zero) : failure;
    }

    private async Task<(bool GoesOn, AttemptFailure? Failure)> TryTargetAsync(SipTarget target, bool isLast, TimeSpan reserve)
    {
        var ways = await LookUpAsync(token => services.Routes.ToTargetAsync(target, token));
        if (legs.Completion.IsCompleted)
        {
            return (false, null);
        }

        if (ways.Count == 0)
        {
            services.Routes.GroupOf(target).Failed("no address");
            Tell(target, Failover.Unreachable, Action(isLast, reserve), attempt: call.Progress.Attempt);
            return (true, Failover.Unreachable);
        }

        for (var index = 0; ; index++)
        {
            var hasMore = index + 1 < ways.Count;
            if (hasMore && !ways[index].TryTake())
            {
                continue;
            }

            var failure = await AttemptAsync(target, ways[index], reserve);
            if (failure is null)
            {
                return (false, null);
            }

            var next = failure.Scope == FailoverScope.Address && hasMore && Left(reserve) > LeastTime;
            Tell(target, failure, failure.Scope == FailoverScope.None ? "end" : next ? "next" : Action(isLast, reserve), _watch!.Attempt);
            if (!next)
            {
                return (failure.Scope != FailoverScope.None, failure);
            }
        }
    }

    /// <summary>One INVITE with its own token. Null when it was answered, or nobody waits any more.</summary>
    private async Task<AttemptFailure?> AttemptAsync(SipTarget target, RouteCandidate way, TimeSpan reserve)
    {
        var (verdict, attempt) = call.BeginAttempt(target.Name);
        if (verdict != CallVerdict.Done)
        {
            return null;
        }

        var watch = new AttemptWatch(attempt);
        _watch = watch;
        events.Begin(attempt, target.Name, way.Destination);
        var media = trunk.UsesRtpengine ? await services.Relay.OfferAsync($"{call.Id.Value}-{attempt}", invite.Body) : null;
        if (trunk.UsesRtpengine && media is null)
        {
            return Failover.RelayMissing;
        }

        var began = services.Time.GetTimestamp();
        using var abandoned = new CancellationTokenSource();
        var longest = TimeSpan.FromMilliseconds(Options.AttemptTimeoutMs);
        var left = Left(reserve);
        var dialling = legs.DialAsync(Profile(target, way, attempt, media), left < longest ? left : longest, abandoned.Token);
        var fault = await WatchAsync(watch, dialling);
        if (fault is not null)
        {
            await abandoned.CancelAsync();
        }

        var result = await dialling;
        way.Report(result, watch.IsAnswered);
        var failure = result.Status switch
        {
            DialStatus.CallEnded => null,
            DialStatus.Answered => await AfterAnswerAsync(fault),
            _ => Failover.OfTarget(target, result, fault),
        };
        var label = failure?.Kind ?? (result.Status == DialStatus.Answered ? "answered" : "caller_gone");
        services.Targets.Attempted(target.Name, label, services.Time.GetElapsedTime(began));
        if (result.Status == DialStatus.Answered && failure is null)
        {
            way.Group.Served();
            _watch = null;
        }
        else if (failure is { Scope: not FailoverScope.None })
        {
            way.Group.Failed(failure.Kind);
        }

        if (media is not null)
        {
            await EndMediaAsync(media, failure);
        }

        return failure;
    }

    /// <summary>At once after a failed attempt, else with the call.</summary>
    private async Task EndMediaAsync(RtpengineSession media, AttemptFailure? failure)
    {
        if (failure is not null)
        {
            await media.EndAsync();
            return;
        }

        _media = media;
    }

    /// <summary>The call is over: a relay that stands in its media path is told.</summary>
    public Task EndAsync() => _media?.EndAsync() ?? Task.CompletedTask;

    /// <summary>The loss of the session and the answer crossed: the caller has heard the answer, nobody else can be dialled by this way.</summary>
    private async Task<AttemptFailure?> AfterAnswerAsync(AttemptFailure? fault)
    {
        if (fault is not null)
        {
            await call.Control.HangUpAsync(fault.Outcome, CancellationToken.None);
        }

        return null;
    }

    /// <summary>Waits with an end for each thing that must come before the answer: the webhook, and after the accept the answer itself.</summary>
    private async Task<AttemptFailure?> WatchAsync(AttemptWatch watch, Task dialling)
    {
        if (await FirstAsync(dialling, watch.Lost, watch.Announced, Options.WebhookTimeoutMs) is not { } first)
        {
            return Failover.WebhookMissing;
        }

        if (first == watch.Announced && await FirstAsync(dialling, watch.Lost, watch.Accepted, Timeout.Infinite) == watch.Accepted
            && await FirstAsync(dialling, watch.Lost, dialling, Options.AcceptedTimeoutMs) is null)
        {
            return Failover.AnswerMissing;
        }

        return watch.Lost.IsCompleted ? Failover.OfSession(await watch.Lost) : null;
    }

    /// <summary>The first to complete; null when time is over.</summary>
    private async Task<Task?> FirstAsync(Task dialling, Task lost, Task awaited, int milliseconds)
    {
        using var done = new CancellationTokenSource();
        var late = Task.Delay(milliseconds == Timeout.Infinite ? Timeout.InfiniteTimeSpan : TimeSpan.FromMilliseconds(milliseconds), services.Time, done.Token);
        var first = await Task.WhenAny(dialling, lost, awaited, late);
        await done.CancelAsync();
        return first == late ? null : first;
    }

    private Task<CallOutcome?> FallBackAsync(string name, CallOutcome? why, TimeSpan reserve)
    {
        services.Log.FallsBack(call.Id.Value, name);
        return DialDestinationAsync(name, why, reserve);
    }

    private async Task<CallOutcome?> DialDestinationAsync(string name, CallOutcome? why, TimeSpan reserve)
    {
        var isSent = Decision.Destination is not null;
        var ways = await LookUpAsync(token => services.Routes.ToDestinationAsync(name, token));
        var failure = Failover.OfFallback(new DialResult(DialStatus.TransportFailed), why, isSent);
        for (var index = 0; index < ways.Count && !legs.Completion.IsCompleted; index++)
        {
            if ((index + 1 < ways.Count && !ways[index].TryTake()) || Left(reserve) < LeastTime)
            {
                continue;
            }

            var result = await DialPersonAsync(name, ways[index], reserve);
            if (result.Status is DialStatus.Answered or DialStatus.CallEnded)
            {
                return null;
            }

            failure = Failover.OfFallback(result, why, isSent);
            call.Record(new AttemptFailed(events.Attempt, failure.Outcome.Cause.ToString(), failure.Status > 0 ? failure.Status : null, failure.Phrase));
            services.Log.AttemptFailed(call.Id.Value, events.Attempt, name, failure.Kind, failure.Status, failure.Scope == FailoverScope.None ? "end" : "next");
            if (failure.Scope == FailoverScope.None)
            {
                break;
            }
        }

        return legs.Completion.IsCompleted ? null : failure.Outcome;
    }

    private async Task<DialResult> DialPersonAsync(string name, RouteCandidate way, TimeSpan reserve)
    {
        var (verdict, attempt) = call.BeginAttempt(name);
        if (verdict != CallVerdict.Done)
        {
            return new DialResult(DialStatus.CallEnded);
        }

        // From here on there is no AI session: an answer that crosses the switch is the person's.
        var watch = new AttemptWatch(attempt);
        (_watch, IsWithPerson) = (watch, true);
        events.Begin(attempt, name, way.Destination);
        var began = services.Time.GetTimestamp();
        var destination = services.Routes.DestinationOf(name);
        var caller = destination?.CallerId;
        var target = new B2buaTarget
        {
            Uri = way.Uri,
            Destination = way.Destination,
            Session = SessionTimerOptions.Accept,
            Credentials = destination?.Trunk is { } trunk ? services.Routes.CredentialsOf(trunk) : null,
            From = caller is null ? (IsWithheld ? Anonymous : null) : NameAddress.Create(SipUri.Create(OutboundRoutes.NumberOf(caller), way.Uri.Host)),
        };
        var result = await legs.DialAsync(target, Left(reserve));
        way.Report(result, watch.IsAnswered);
        services.Targets.Attempted(way.Group.Name, result.Status == DialStatus.Answered ? "answered" : result.Status.ToString(), services.Time.GetElapsedTime(began));
        _watch = null;
        return result;
    }

    private B2buaTarget Profile(SipTarget target, RouteCandidate way, int attempt, RtpengineSession? media) => new()
    {
        Offer = media?.Offer,
        OnAnswer = media is null ? null : media.AnswerAsync,
        Uri = target.Uri,
        Destination = way.Destination,
        From = IsWithheld ? Anonymous : null,
        Session = target.Options.SessionTimer.ToOptions(),

        // Early media would not have passed the relay.
        Progress = media is null ? target.Options.Dialog.ToProgress() : B2buaProgress.Ring,
        ReliableProvisionals = media is null && target.Options.Dialog.ReliableProvisionals,

        // A relay would have to be told of each change; refreshes are answered here, without it.
        ChangedOffers = media is null ? target.Options.Dialog.ToChangedOffers() : B2buaOfferPolicy.Reject,
        OfferlessInvite = target.Options.Dialog.ToOfferlessInvite(),
        Headers =
        [
            new SipHeader(AttemptToken.CallHeader, call.Id.Value),
            new SipHeader(AttemptToken.TokenHeader, services.Tokens.Mint(call.Id, attempt)),
        ],
    };

    /// <summary>None when the lookup took too long or the caller has gone.</summary>
    private async Task<IReadOnlyList<RouteCandidate>> LookUpAsync(Func<CancellationToken, ValueTask<IReadOnlyList<RouteCandidate>>> look)
    {
        using var gone = new CancellationTokenSource();
        var lookup = look(gone.Token).AsTask();
        if (await Task.WhenAny(lookup, legs.Completion) != lookup)
        {
            await gone.CancelAsync();
        }

        return await lookup;
    }

    private void Tell(SipTarget target, AttemptFailure failure, string action, int attempt)
    {
        var status = failure.Status > 0 ? failure.Status : (int?)null;
        call.Record(new AttemptFailed(attempt, failure.Outcome.Cause.ToString(), status, failure.Phrase));
        if (failure.Kind == VendorFaultKind.MediaRelay)
        {
            call.Record(new CallFault(failure.Kind, "No media relay took the caller's offer."));
        }
        else
        {
            call.Record(new VendorFault(attempt, target.Name, failure.Kind, action, failure.Outcome.Reason));
        }

        services.Log.AttemptFailed(call.Id.Value, attempt, target.Name, failure.Kind, failure.Status, action);
    }

    /// <summary>A target that failed the calls before this one is not asked: the log says so.</summary>
    private void TellLeftAlone(SipTarget target, string action) => call.Record(new VendorFault(
        0, target.Name, VendorFaultKind.LeftAlone, action, services.Routes.GroupOf(target).Service.Why));

    private string Action(bool isLast, TimeSpan reserve) =>
        !isLast && Left(reserve) > LeastTime ? "next" : Decision.Fallback is not null ? "fallback" : "end";

    private TimeSpan Left(TimeSpan reserve)
    {
        var left = TimeSpan.FromMilliseconds(Options.AnswerTimeoutMs) - reserve - services.Time.GetElapsedTime(_began);
        return left > TimeSpan.Zero ? left : TimeSpan.FromMilliseconds(1);
    }
}
