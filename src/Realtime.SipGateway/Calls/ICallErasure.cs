namespace Realtime.SipGateway.Calls;

/// <summary>Takes what is kept of a caller out of the history; implemented by the store.</summary>
public interface ICallErasure
{
    /// <summary>
    /// Erases a caller's number, name, words, headers and tool runs from all calls that are over; times, durations, causes, tokens and cost stay, for
    /// statistics. Asking again does no harm. Nothing is erased while a call of the number lives.
    /// </summary>
    /// <param name="number">As it is written in records, or with other punctuation.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<ErasureResult> EraseAsync(string number, CancellationToken cancellationToken);
}
