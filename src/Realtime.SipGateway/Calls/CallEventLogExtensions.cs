namespace Realtime.SipGateway.Calls;

/// <summary>What readers of the event log have in common.</summary>
internal static class CallEventLogExtensions
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Returns when everything queued so far is committed, or after 1 s: with a slow or dead disk a reader is shown what the log has, which is better than nothing.
    /// </summary>
    /// <exception cref="OperationCanceledException">The reader does not wait any longer.</exception>
    public static async Task TryFlushAsync(this ICallEventLog log, TimeProvider time, CancellationToken cancellationToken)
    {
        using var bound = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(bound.Token, cancellationToken);
        try
        {
            await log.FlushAsync(either.Token);
        }
        catch (OperationCanceledException) when (bound.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            // See above.
        }
    }
}
