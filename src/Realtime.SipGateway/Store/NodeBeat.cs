using Microsoft.Extensions.Options;
using Realtime.SipGateway.Calls;

namespace Realtime.SipGateway.Store;

/// <summary>Where nodes share a database: says that this one lives, and finishes the calls of nodes that are gone.</summary>
internal sealed class NodeBeat(
    StoreWriter writer, StoreDatabase database, CrashedCalls crashed, StoreHealth health, IOptions<CallsOptions> options, TimeProvider time, ILogger<NodeBeat> log)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!database.IsShared)
        {
            return;
        }

        using var beat = new PeriodicTimer(StoreNodes.Beat, time);
        while (await beat.WaitForNextTickAsync(stoppingToken))
        {
            await BeatAsync(stoppingToken);
        }
    }

    /// <summary>One beat; a database that does not take it is the writer's matter.</summary>
    internal async Task BeatAsync(CancellationToken cancellationToken)
    {
        try
        {
            var finished = await writer.WriteAsync(
                statements =>
                {
                    health.NodeFault = database.KeepNode(statements);
                    StoreNodes.SayAlive(statements, options.Value.Node, time.GetUtcNow());
                    return crashed.FinishGone(statements);
                },
                cancellationToken);
            if (finished > 0)
            {
                log.GoneCallsEnded(finished);
            }
        }
        catch (StoreException)
        {
            // Health shows it; the next beat comes soon.
        }
    }
}
