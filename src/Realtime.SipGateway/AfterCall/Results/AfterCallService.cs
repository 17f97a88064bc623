using Microsoft.Extensions.Options;
using Realtime.SipGateway.Calls.Afterwards;

namespace Realtime.SipGateway.AfterCall.Results;

/// <summary>
/// Sums up calls that are over. The ledger knows what is still to be done, whatever dies; of several nodes one does it. A call that lives is never
/// kept waiting by it.
/// </summary>
internal sealed class AfterCallService(
    IAfterCallLedger ledger, AfterCallPlan plan, AfterCallWorker worker, AfterCallMetrics metrics, IOptions<AfterCallOptions> options, TimeProvider time,
    ILogger<AfterCallService> log) : BackgroundService
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);

    /// <summary>While no agent asks for anything: what an earlier policy asked for is still done.</summary>
    private static readonly TimeSpan IdlePace = TimeSpan.FromSeconds(30);

    /// <summary>Beyond the try itself: reading the transcript, saying what came of it.</summary>
    private static readonly TimeSpan LeaseSlack = TimeSpan.FromSeconds(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var (taking, working) = (new LoopFaults(), new LoopFaults());
        var running = new HashSet<Task>();
        while (!stoppingToken.IsCancellationRequested)
        {
            running.RemoveWhere(static task => task.IsCompleted);
            foreach (var work in await TakeAsync(options.Value.MaxCalls - running.Count, taking, stoppingToken))
            {
                running.Add(WorkAsync(work, working, stoppingToken));
            }

            await Task.WhenAny([.. running, Task.Delay(plan.IsUsed ? Pace : IdlePace, time, stoppingToken)]);
        }

        await Task.WhenAll(running);
    }

    internal async Task RunAsync(AfterCallWork work, CancellationToken stopping)
    {
        AfterCallResult result;
        try
        {
            result = await worker.RunAsync(work, stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Who starts next does it at once.
            await ledger.PostponeAsync(work.CallId, work.Result, time.GetUtcNow(), counts: false, CancellationToken.None);
            return;
        }
#pragma warning disable CA1031 // Damaged rows, or of another version of the gateway: tried again as any other fault, and given up at last.
        catch (Exception fault) when (OutgoingBody.IsUnreadable(fault))
#pragma warning restore CA1031
        {
            result = AfterCallWorker.Each(work.Result, static part => part with { Fault = "what is stored of the call cannot be read" });
        }

        if (stopping.IsCancellationRequested && PendingOf(result) is not null)
        {
            // What is there already is kept; a stop costs no try.
            await ledger.PostponeAsync(work.CallId, result, time.GetUtcNow(), counts: false, CancellationToken.None);
            return;
        }

        await SettleAsync(work, result);
    }

    private static AfterCallPart? PendingOf(AfterCallResult result) => Array.Find([result.Summary, result.Outcome], static part => part?.Status == AfterCallStatus.Pending);

    private async Task SettleAsync(AfterCallWork work, AfterCallResult result)
    {
        if (PendingOf(result) is { } waits && work.Attempts < options.Value.MaxAttempts)
        {
            var at = time.GetUtcNow() + AfterCallSchedule.After(work.Attempts);
            await ledger.PostponeAsync(work.CallId, result, at, counts: true, CancellationToken.None);
            log.Postponed(work.CallId, waits.Fault, at);
            return;
        }

        result = AfterCallWorker.Each(result, static part => part with { Status = AfterCallStatus.Failed }) with { FinishedAt = time.GetUtcNow() };
        if (await ledger.FinishAsync(work.CallId, result, CancellationToken.None))
        {
            Tell(work, "summary", result.Summary);
            Tell(work, "outcome", result.Outcome);
        }
    }

    private void Tell(AfterCallWork work, string name, AfterCallPart? part)
    {
        if (part is null)
        {
            return;
        }

        metrics.Made(name, part.Status);
        if (part.Status is AfterCallStatus.Done or AfterCallStatus.Skipped)
        {
            log.Made(name, work.CallId, part.Status);
        }
        else
        {
            log.NotMade(name, work.CallId, part.Status, part.Model, part.Fault);
        }
    }

    private async Task<IReadOnlyList<AfterCallWork>> TakeAsync(int count, LoopFaults faults, CancellationToken stopping)
    {
        if (count == 0)
        {
            return [];
        }

        IReadOnlyList<AfterCallWork> taken = [];
        await TryAsync(
            async () => taken = await ledger.TakeAsync(count, TimeSpan.FromSeconds(options.Value.TimeoutSeconds) + LeaseSlack, stopping), faults, stopping);
        return taken;
    }

    private Task WorkAsync(AfterCallWork work, LoopFaults faults, CancellationToken stopping) => TryAsync(() => RunAsync(work, stopping), faults, stopping);

    /// <summary>A store that does not work must not end the loop: it is asked again.</summary>
    private async Task TryAsync(Func<Task> work, LoopFaults faults, CancellationToken stopping)
    {
        try
        {
            await work();
            faults.Over();
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The gateway stops.
        }
#pragma warning disable CA1031 // The loop's edge: whatever it is, the next round tries again; the ledger has it all.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            if (faults.Add())
            {
                log.NotWorking(fault.Message);
            }
        }
    }
}
