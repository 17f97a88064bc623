using Realtime.SipGateway.Calls;

namespace Realtime.SipGateway.Sideband;

/// <summary>A transfer that the policy wants, one at a time: begun in the turn of the conversation, done outside it.</summary>
internal sealed class PolicyTransfer(Call call, Action wake, CancellationToken stopping)
{
    private Task<TransferResult>? _running;

    public bool IsRunning => _running is not null;

    /// <param name="destination">A destination of the agent's own list.</param>
    /// <param name="why">The guardrail or the limit.</param>
    public void Begin(string destination, string? why)
    {
        _running = TransferAsync(new TransferRequest(destination, CallEndedBy.Policy, Who: why));
        _ = _running.ContinueWith(_ => wake(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
    }

    /// <summary>Whether the caller has left, told once; null while it is not known.</summary>
    public bool? TakeResult()
    {
        if (_running is not { IsCompleted: true } done)
        {
            return null;
        }

        _running = null;
        return done.IsCompletedSuccessfully && done.GetAwaiter().GetResult().HasLeft;
    }

    /// <summary>Completes when nothing runs, whatever came of it.</summary>
    public async Task WhenDoneAsync()
    {
        if (_running is Task running)
        {
            await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<TransferResult> TransferAsync(TransferRequest request)
    {
        // Signalling must not run inside the turn of the conversation.
        await Task.Yield();
        return await call.Control.TransferAsync(request, stopping);
    }
}
