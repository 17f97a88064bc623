using System.Globalization;
using Realtime.Sip.Messages;
using Realtime.Sip.Transactions;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Signalling.Targets;

namespace Realtime.SipGateway.Signalling.Redirect;

/// <summary>
/// Sends the carrier to the AI targets itself (302) and leaves the signalling path. The call is ours still: its token stands in the Contact's URI
/// headers (RFC 3261 §19.1.1), so that the webhook of a carrier that honours them is tied to the rules' decision. A carrier that drops them
/// brings a call without token, which is one without our edge (<c>Webhooks:AllowCallsWithoutToken</c>). Nobody tells us of ringing, ACK and BYE:
/// the vendor answers when it took the accept, and the end is known by the sideband.
/// </summary>
internal sealed class CallRedirect(CallLegsServices services, Call call, Trunk trunk, InviteServerTransaction invite)
{
    private readonly TaskCompletionSource<CallOutcome> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile AttemptWatch? _watch;

    public void OnProgress() => _watch?.OnProgress(call.Progress);

    /// <summary>Ends the call; a session that lives is hung up by API, for there is no leg.</summary>
    public void HangUp(CallOutcome outcome) => _end.TrySetResult(outcome);

    /// <summary>How the call ended.</summary>
    public async Task<CallOutcome> RunAsync()
    {
        var targets = services.Routes.Order(call.Decision!);
        if (targets.Count == 0)
        {
            invite.Respond(503);
            return Failover.Unreachable.Outcome;
        }

        var (verdict, attempt) = call.BeginAttempt(targets[0].Name, [.. targets.Select(target => target.Name)]);
        if (verdict != CallVerdict.Done)
        {
            return CallOutcome.CallerCancelled;
        }

        var watch = new AttemptWatch(attempt);
        _watch = watch;
        invite.Respond(Response(targets, attempt));
        call.Record(new CallRedirected(attempt, [.. targets.Select(target => target.Name)]));
        if (await FirstAsync(watch.Announced, services.Options.AttemptTimeoutMs) is { } unannounced)
        {
            return unannounced;
        }

        // The accept has its own end: who gives it up says so.
        if (await Task.WhenAny(watch.Accepted, _end.Task) == watch.Accepted)
        {
            call.Answer();
            call.Record(new CallAnswered(attempt, call.Facts.MediaSecurity, (services.Time.GetUtcNow() - call.StartedAt).TotalMilliseconds));
            call.Acknowledge();
        }

        return await EndAsync();
    }

    private async Task<CallOutcome?> FirstAsync(Task awaited, int milliseconds)
    {
        using var done = new CancellationTokenSource();
        var late = Task.Delay(TimeSpan.FromMilliseconds(milliseconds), services.Time, done.Token);
        var first = await Task.WhenAny(awaited, _end.Task, late);
        await done.CancelAsync();
        return first == awaited ? null : first == late ? Failover.WebhookMissing.Outcome : await _end.Task;
    }

    private async Task<CallOutcome> EndAsync()
    {
        using var done = new CancellationTokenSource();
        var seconds = trunk.Options.MaxCallSeconds ?? services.Options.MaxCallSeconds;
        var longest = Task.Delay(TimeSpan.FromSeconds(seconds), services.Time, done.Token);
        var isOver = await Task.WhenAny(_end.Task, longest) == _end.Task;
        await done.CancelAsync();
        return isOver
            ? await _end.Task
            : new CallOutcome(CallEndedBy.Policy, CallCause.BudgetExhausted, null, $"maximum duration of {seconds} s");
    }

    /// <summary>302 with the targets in the order to try them (RFC 3261 §21.3.3, q-values §20.10); one token, for one of them will announce the call.</summary>
    private SipResponse Response(IReadOnlyList<SipTarget> targets, int attempt)
    {
        var response = invite.CreateResponse(302);
        var token = services.Tokens.Mint(call.Id, attempt);
        foreach (var (index, target) in targets.Index())
        {
            var quality = Math.Max(1, 10 - index) / 10.0;
            response.Headers.Add(new SipHeader(
                SipHeaderId.Contact,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"<{target.Uri.WithoutHeaders()}?{AttemptToken.CallHeader}={call.Id.Value}&{AttemptToken.TokenHeader}={token}>;q={quality:0.0}")));
        }

        return response;
    }
}
