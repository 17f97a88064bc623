using Realtime.SipGateway.Calls;
using Realtime.SipGateway.OpenAi;

namespace Realtime.SipGateway.Webhooks;

/// <summary>
/// Finishes what a dead process left: claims without a decision. Their calls are not ours any more, so the vendor's calls are ended (P2).
/// At the stop it waits for what is being decided.
/// </summary>
internal sealed class WebhookRecovery(
    IClaimLedger claims,
    TargetCatalog targets,
    ActiveCalls calls,
    VendorCallEnding ending,
    AdmissionQueue queue,
    TimeProvider time,
    ILogger<WebhookRecovery> log) : IHostedService
{
    /// <summary>The service ends every session after 60 minutes: older claims have nothing left to end.</summary>
    private static readonly TimeSpan LongestSession = TimeSpan.FromMinutes(75);

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var undecided = await claims.UndecidedAsync(cancellationToken);
        var left = undecided.Where(claim => claim.CallId is not { } call || !calls.TryGet(call, out _)).ToList();
        if (left.Count > 0)
        {
            log.Recovering(left.Count);
            queue.RunAnyway(() => FinishAsync(left));
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => queue.DrainAsync(cancellationToken);

    /// <summary>Newest first: they are the ones that may still cost something.</summary>
    private Task FinishAsync(List<WebhookClaim> left) => Parallel.ForEachAsync(
        left.AsEnumerable().Reverse(),
        new ParallelOptions { MaxDegreeOfParallelism = 8 },
        async (claim, _) => await FinishAsync(claim));

    private async Task FinishAsync(WebhookClaim claim)
    {
        if (calls.Find(claim.RealtimeCallId) is not null)
        {
            // A call without our edge, which has no id in its claim, that was handed over to this process.
            await claims.DecideAsync(claim.WebhookId, "accepted", CancellationToken.None);
        }
        else if (time.GetUtcNow() - claim.ClaimedAt > LongestSession)
        {
            await claims.DecideAsync(claim.WebhookId, "expired", CancellationToken.None);
        }
        else if (!targets.TryGet(claim.Target, out var target))
        {
            log.TargetGone(claim.Target, claim.RealtimeCallId);
            await claims.DecideAsync(claim.WebhookId, "refused:target_gone", CancellationToken.None);
        }
        else if (await ending.EndAsync(target, claim.RealtimeCallId, claim.CallId))
        {
            await claims.DecideAsync(claim.WebhookId, "recovered", CancellationToken.None);
        }
    }
}
