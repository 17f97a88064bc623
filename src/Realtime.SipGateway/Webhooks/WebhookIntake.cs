using System.Globalization;
using System.Text.Json;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.OpenAi;

namespace Realtime.SipGateway.Webhooks;

/// <summary>
/// The part of a webhook that happens before the answer: tie it to an attempt, claim it durably (P1), move the call to announced. The
/// decision follows in the background (<see cref="CallAdmission"/>).
/// </summary>
internal sealed class WebhookIntake(
    AttemptToken tokens,
    ActiveCalls calls,
    IClaimLedger claims,
    AdmissionWork decide,
    AdmissionQueue queue,
    WebhookMetrics metrics,
    TimeProvider time,
    ILogger<WebhookIntake> log)
{
    public async Task<WebhookIntakeResult> TakeAsync(Target target, WebhookDelivery delivery, IncomingCall incoming)
    {
        var tie = WebhookTie.Of(incoming, tokens, calls);
        if (tie.MayBeElsewhere && claims.IsShared)
        {
            // Not claimed and not refused: only the gateway that holds the call can accept it, and the next delivery may reach it.
            metrics.Count(target.Name, "elsewhere");
            log.Elsewhere(target.Name, incoming.Id);
            return WebhookIntakeResult.Elsewhere;
        }

        // Room is made sure of first: what is claimed must be decided.
        if (!queue.TryReserve())
        {
            metrics.Count(target.Name, "busy");
            return WebhookIntakeResult.Busy;
        }

        var reserved = true;
        try
        {
            var result = await ClaimAsync(new WebhookClaim(delivery.Id!, target.Name, incoming.Id, tie.Call?.Id, time.GetUtcNow()));
            if (result != WebhookIntakeResult.Taken)
            {
                return result;
            }

            var request = new AdmissionRequest(target, delivery.Id!, incoming, tie, Announce(tie, delivery, target, incoming));
            metrics.Count(target.Name, request.Refusal is { } why ? JsonNamingPolicy.SnakeCaseLower.ConvertName(why) : "taken");
            queue.Run(() => decide(request));
            reserved = false;
            return result;
        }
        finally
        {
            if (reserved)
            {
                queue.Release();
            }
        }
    }

    private async Task<WebhookIntakeResult> ClaimAsync(WebhookClaim claim)
    {
        try
        {
            // Not cut off when the sender hangs up: a claim that is half made would never be decided.
            if (await claims.TryClaimAsync(claim, CancellationToken.None))
            {
                return WebhookIntakeResult.Taken;
            }

            metrics.Count(claim.Target, "duplicate");
            log.Duplicate(claim.Target, claim.RealtimeCallId);
            return WebhookIntakeResult.Duplicate;
        }
#pragma warning disable CA1031 // Whatever the store throws: without a durable claim nothing is accepted, and the sender repeats.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            metrics.Count(claim.Target, "store_failed");
            log.ClaimFailed(fault, claim.Target, claim.RealtimeCallId);
            return WebhookIntakeResult.StoreFailed;
        }
    }

    private CallVerdict Announce(WebhookTie tie, WebhookDelivery delivery, Target target, IncomingCall incoming)
    {
        if (tie.Call is not { } call)
        {
            return CallVerdict.TooEarly;
        }

        var verdict = call.Announce(tie.Attempt, incoming.Id, target.Name);
        if (verdict == CallVerdict.Done)
        {
            var sent = DateTimeOffset.FromUnixTimeSeconds(long.Parse(delivery.Timestamp!, CultureInfo.InvariantCulture));
            var age = Math.Max(0, (time.GetUtcNow() - sent).TotalMilliseconds);
            call.Record(new WebhookReceived(delivery.Id!, target.Name, incoming.Id, incoming.MediaSecurity, age));
        }
        else if (verdict == CallVerdict.Foreign)
        {
            call.Record(new CallFault(
                "webhook_foreign", $"{incoming.Id} bears this call's token and came by the webhook of {target.Name}; the attempt went to {call.Target}."));
        }

        return verdict;
    }
}
