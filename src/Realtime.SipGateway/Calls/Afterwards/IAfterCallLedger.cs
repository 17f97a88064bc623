namespace Realtime.SipGateway.Calls.Afterwards;

/// <summary>What is still to be made of calls that are over; implemented by the store, so that nothing is forgotten when the process dies.</summary>
public interface IAfterCallLedger
{
    /// <summary>Takes what is due, for this node alone.</summary>
    /// <param name="count">At most so many.</param>
    /// <param name="lease">When nothing is heard for so long, another node may take them.</param>
    /// <param name="cancellationToken">Ends the wait, not what was taken.</param>
    ValueTask<IReadOnlyList<AfterCallWork>> TakeAsync(int count, TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>
    /// It is over: the result is kept with the call, its cost in the record, and endpoints that wait for it are told. Of a call that was erased or purged
    /// meanwhile nothing is kept. False when it was finished before, or is gone.
    /// </summary>
    ValueTask<bool> FinishAsync(CallId call, AfterCallResult result, CancellationToken cancellationToken);

    /// <summary>It is tried again.</summary>
    /// <param name="call">The call.</param>
    /// <param name="result">What is there already.</param>
    /// <param name="at">When.</param>
    /// <param name="counts">False: nothing was tried.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask PostponeAsync(CallId call, AfterCallResult result, DateTimeOffset at, bool counts, CancellationToken cancellationToken);
}
