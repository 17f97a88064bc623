using Realtime.SipGateway.Calls.Outgoing;

namespace Realtime.SipGateway.AfterCall;

/// <summary>
/// Tells the endpoints: one loop that plans and one for each endpoint, so that a slow one holds up nobody else. Whatever dies, the ledger knows
/// what is still to be sent; a delivery that was under way is sent again when its lease is over.
/// </summary>
internal sealed class OutgoingService(
    OutgoingPlanner planner, OutgoingSender sender, OutgoingEndpoints endpoints, IOutgoingLedger ledger, OutgoingBoard board, TimeProvider time,
    ILogger<OutgoingService> log) : BackgroundService
{
    /// <summary>How soon after it happened something is told.</summary>
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);

    /// <summary>Without endpoints only facts that nobody wants are put away.</summary>
    private static readonly TimeSpan IdlePace = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan BoardPace = TimeSpan.FromSeconds(5);

    /// <summary>Beyond the request's own time: making the body, and saying what came of it.</summary>
    private static readonly TimeSpan LeaseSlack = TimeSpan.FromSeconds(30);

    private int _faults;

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll([PlanAsync(stoppingToken), LookAsync(stoppingToken), .. endpoints.All.Select(one => ServeAsync(one, stoppingToken))]);

    private async Task PlanAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            var count = await TryAsync(() => planner.PlanAsync(stopping), stopping);
            if (count < OutgoingPlanner.PageSize)
            {
                await WaitAsync(endpoints.All.Count == 0 ? IdlePace : Pace, stopping);
            }
        }
    }

    private async Task LookAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested && endpoints.All.Count > 0)
        {
            await TryAsync(
                async () =>
                {
                    await board.RefreshAsync(stopping);
                    return 0;
                },
                stopping);
            await WaitAsync(BoardPace, stopping);
        }
    }

    private async Task ServeAsync(OutgoingEndpoint endpoint, CancellationToken stopping)
    {
        var running = new HashSet<Task>();
        while (!stopping.IsCancellationRequested)
        {
            running.RemoveWhere(static task => task.IsCompleted);
            var free = endpoint.MaxRequests - running.Count;
            var taken = free == 0 || board.IsStopped(endpoint)
                ? []
                : await TryAsync(() => ledger.TakeAsync(endpoint.Name, free, endpoint.Timeout + LeaseSlack, stopping).AsTask(), stopping) ?? [];
            foreach (var delivery in taken)
            {
                running.Add(TryAsync(
                    async () =>
                    {
                        await sender.SendAsync(endpoint, delivery, stopping);
                        return 0;
                    },
                    stopping));
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

    /// <summary>A store that does not work must not end the loop: it is asked again.</summary>
    private async Task<T?> TryAsync<T>(Func<Task<T>> work, CancellationToken stopping)
    {
        try
        {
            var result = await work();
            Interlocked.Exchange(ref _faults, 0);
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
            if (Interlocked.Increment(ref _faults) == 1)
            {
                log.NotTold(fault.Message);
            }

            return default;
        }
    }

    private async Task WaitAsync(TimeSpan pace, CancellationToken stopping) =>
        await Task.Delay(pace, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
