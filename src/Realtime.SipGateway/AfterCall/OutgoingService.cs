using Realtime.SipGateway.AfterCall.Results;
using Realtime.SipGateway.Calls.Outgoing;

namespace Realtime.SipGateway.AfterCall;

/// <summary>
/// Tells the endpoints: one loop that plans and one for each endpoint, so that a slow one holds up nobody else. Whatever dies, the ledger knows
/// what is still to be sent; a delivery that was under way is sent again when its lease is over.
/// </summary>
internal sealed class OutgoingService(
    OutgoingPlanner planner, AfterCallPlan plan, OutgoingSender sender, OutgoingEndpoints endpoints, IOutgoingLedger ledger, OutgoingBoard board, TimeProvider time,
    ILogger<OutgoingService> log) : BackgroundService
{
    /// <summary>How soon after it happened something is told.</summary>
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);

    /// <summary>Without endpoints and summaries only facts that nobody wants are put away.</summary>
    private static readonly TimeSpan IdlePace = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan BoardPace = TimeSpan.FromSeconds(5);

    /// <summary>Beyond the request's own time: making the body, and saying what came of it.</summary>
    private static readonly TimeSpan LeaseSlack = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan AbandonPace = TimeSpan.FromHours(1);

    /// <summary>Who removed an endpoint by mistake, or has another node that serves it still, has so long to put it back.</summary>
    private static readonly TimeSpan AbandonAge = TimeSpan.FromDays(1);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(
    [
        PlanAsync(stoppingToken), LookAsync(stoppingToken), AbandonAsync(stoppingToken), .. endpoints.All.Select(one => ServeAsync(one, stoppingToken)),
    ]);

    private async Task PlanAsync(CancellationToken stopping)
    {
        var faults = new LoopFaults();
        while (!stopping.IsCancellationRequested)
        {
            var count = await TryAsync(() => planner.PlanAsync(stopping), faults, stopping);
            if (count < OutgoingPlanner.PageSize)
            {
                await WaitAsync(endpoints.All.Count == 0 && !plan.IsUsed ? IdlePace : Pace, stopping);
            }
        }
    }

    private async Task LookAsync(CancellationToken stopping)
    {
        var faults = new LoopFaults();
        while (!stopping.IsCancellationRequested && endpoints.All.Count > 0)
        {
            await TryAsync(() => board.RefreshAsync(stopping), faults, stopping);
            await WaitAsync(BoardPace, stopping);
        }
    }

    /// <summary>What waits for endpoints that were removed.</summary>
    private async Task AbandonAsync(CancellationToken stopping)
    {
        var faults = new LoopFaults();
        while (!stopping.IsCancellationRequested)
        {
            var count = await TryAsync(
                () => ledger.AbandonAsync([.. endpoints.All.Select(static one => one.Name)], time.GetUtcNow() - AbandonAge, stopping).AsTask(), faults, stopping);
            if (count > 0)
            {
                log.Abandoned(count);
            }

            await WaitAsync(AbandonPace, stopping);
        }
    }

    private async Task ServeAsync(OutgoingEndpoint endpoint, CancellationToken stopping)
    {
        var (taking, sending) = (new LoopFaults(), new LoopFaults());
        var running = new HashSet<Task>();
        while (!stopping.IsCancellationRequested)
        {
            running.RemoveWhere(static task => task.IsCompleted);
            var free = endpoint.MaxRequests - running.Count;
            var taken = free == 0 || board.IsStopped(endpoint)
                ? []
                : await TryAsync(() => ledger.TakeAsync(endpoint.Name, free, endpoint.Timeout + LeaseSlack, stopping).AsTask(), taking, stopping) ?? [];
            foreach (var delivery in taken)
            {
                running.Add(TryAsync(() => sender.SendAsync(endpoint, delivery, stopping), sending, stopping));
            }

            if (running.Count == 0)
            {
                await WaitAsync(Pace, stopping);
            }
            else
            {
                await Task.WhenAny([.. running, WaitAsync(Pace, stopping)]);
            }
        }

        await Task.WhenAll(running);
    }

    private Task<bool> TryAsync(Func<Task> work, LoopFaults faults, CancellationToken stopping) => TryAsync(
        async () =>
        {
            await work();
            return true;
        },
        faults,
        stopping);

    /// <summary>A store that does not work must not end the loop: it is asked again.</summary>
    private async Task<T?> TryAsync<T>(Func<Task<T>> work, LoopFaults faults, CancellationToken stopping)
    {
        try
        {
            var result = await work();
            faults.Over();
            return result;
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return default;
        }
#pragma warning disable CA1031 // The loop's edge: whatever it is, the next round tries again; the ledger has it all.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            if (faults.Add())
            {
                log.NotTold(fault.Message);
            }

            return default;
        }
    }

    private async Task WaitAsync(TimeSpan pace, CancellationToken stopping) =>
        await Task.Delay(pace, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
