using Microsoft.Extensions.Options;
using Realtime.SipGateway.Calls;

namespace Realtime.SipGateway.Store;

/// <summary>Opens the store before any other service starts and closes it after all have stopped.</summary>
internal sealed class StoreService(
    StoreWriter writer, StoreDatabase database, CrashedCalls crashed, IOptions<CallsOptions> options, TimeProvider time, ILogger<StoreService> log)
    : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        if (database is PostgresDatabase { IsReadableOnTheWay: true })
        {
            log.ReadableOnTheWay(database.Name);
        }

        database.BeNode();
        writer.Start(
            statements =>
            {
                if (crashed.Finish(statements) is > 0 and var count)
                {
                    log.CrashedCallsEnded(count);
                }
            },
            // Before what waited is written: nobody must take new rows of ours for those of a node that is gone.
            statements => StoreNodes.SayAlive(statements, options.Value.Node, time.GetUtcNow()),
            replay: true);
        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => writer.StopAsync(cancellationToken);
}
