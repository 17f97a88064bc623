using System.Collections.Concurrent;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.OpenAi;

namespace Realtime.SipGateway.Webhooks;

/// <summary>
/// Finishes what a dead process left: claims without a decision. Their calls are not ours any more, so the vendor's calls are ended (P2),
/// and as long as the vendor cannot be reached this is tried again. At the stop it waits for what is being decided.
/// </summary>
internal sealed class WebhookRecovery(
    IClaimLedger claims,
    TargetCatalog targets,
    ActiveCalls calls,
    VendorCallEnding ending,
    AdmissionQueue queue,
    TimeProvider time,
    ILogger<WebhookRecovery> log) : IHostedService, IDisposable
{
    /// <summary>The service ends every session after 60 minutes: older claims have nothing left to end.</summary>
    private static readonly TimeSpan LongestSession = TimeSpan.FromMinutes(75);

    /// <summary>The tries of one hang-up last about a minute; after this it is begun anew.</summary>
    internal static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    private readonly CancellationTokenSource _stopping = new();

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

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await queue.DrainAsync(cancellationToken);
    }

    public void Dispose() => _stopping.Dispose();

    /// <summary>Newest first: they are the ones that may still cost something.</summary>
    private async Task FinishAsync(List<WebhookClaim> left)
    {
        var open = new ConcurrentBag<WebhookClaim>();
        await Parallel.ForEachAsync(
            left.AsEnumerable().Reverse(),
            new ParallelOptions { MaxDegreeOfParallelism = 8 },
            async (claim, _) =>
            {
                // A stop waits for this: what is left is undecided still, and the next start's.
                if (!_stopping.IsCancellationRequested && !await TryFinishAsync(claim))
                {
                    open.Add(claim);
                }
            });
        if (!open.IsEmpty && !_stopping.IsCancellationRequested)
        {
            _ = AgainAsync([.. open.OrderBy(static claim => claim.ClaimedAt)], _stopping.Token);
        }
    }

    /// <summary>Outside of the queue: a stop does not wait for the pause.</summary>
    private async Task AgainAsync(List<WebhookClaim> left, CancellationToken stopping)
    {
        await Task.Delay(Pause, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!stopping.IsCancellationRequested)
        {
            queue.RunAnyway(() => FinishAsync(left));
        }
    }

    /// <summary>False: the vendor or the store did not take it.</summary>
    private async Task<bool> TryFinishAsync(WebhookClaim claim)
    {
        try
        {
            return await FinishAsync(claim);
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            return false;
        }
#pragma warning disable CA1031 // A store in trouble, whatever it is, must not keep the sessions of the others alive.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            log.NoteFailed(fault, claim.Target, claim.RealtimeCallId);
            return false;
        }
    }

    /// <summary>False: the vendor could not be reached.</summary>
    private async Task<bool> FinishAsync(WebhookClaim claim)
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
        else if (await ending.EndAsync(target, claim.RealtimeCallId, claim.CallId, _stopping.Token).WaitAsync(_stopping.Token))
        {
            await claims.DecideAsync(claim.WebhookId, "recovered", CancellationToken.None);
        }
        else
        {
            return false;
        }

        return true;
    }
}
