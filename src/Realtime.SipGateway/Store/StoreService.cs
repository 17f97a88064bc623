namespace Realtime.SipGateway.Store;

/// <summary>Opens the store before any other service starts and closes it after all have stopped.</summary>
internal sealed class StoreService(StoreWriter writer, CrashedCalls crashed, ILogger<StoreService> log) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        writer.Start(statements =>
        {
            if (crashed.Finish(statements) is > 0 and var count)
            {
                log.CrashedCallsEnded(count);
            }
        });
        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => writer.StopAsync(cancellationToken);
}
