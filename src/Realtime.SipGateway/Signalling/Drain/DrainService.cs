using Microsoft.Extensions.Options;
using Realtime.SipGateway.Calls;

namespace Realtime.SipGateway.Signalling.Drain;

/// <summary>
/// The first thing at a stop, while everything still runs: readiness is gone, new calls get 503, and the live ones may end until the
/// deadline, with their tools, guardrails and followers, or are handed over. A second signal ends the wait. What is left is hung up by the services that
/// stop then.
/// </summary>
internal sealed class DrainService(
    ActiveCalls calls, SignallingService signalling, Handover handover, Takeover takeover, IOptions<DrainOptions> options, FollowingEnd following,
    ILogger<DrainService> logger, TimeProvider time) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken) => takeover.RestorePoliciesAsync(cancellationToken);

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        calls.StopTaking();
        signalling.StopTaking();
        try
        {
            await DrainAsync(cancellationToken);
        }
        finally
        {
            following.Announce();
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task DrainAsync(CancellationToken cancellationToken)
    {
        var count = calls.Count;
        if (count == 0)
        {
            return;
        }

        using var second = new SecondSignal();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, second.Token);
        if (options.Value.Mode == DrainOptions.Handover)
        {
            await handover.RunAsync(TimeSpan.FromSeconds(options.Value.SettleSeconds), either.Token);
            return;
        }

        var deadline = TimeSpan.FromSeconds(options.Value.DeadlineSeconds);
        logger.Draining(count, options.Value.DeadlineSeconds);
        await calls.WhenEmpty.WaitAsync(deadline, time, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        logger.Drained(count, calls.Count);
    }
}
