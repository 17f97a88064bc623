namespace Realtime.SipGateway.Calls;

/// <summary>Finds calls and their records; implemented by the store.</summary>
public interface ICallSearch
{
    /// <summary>Newest first.</summary>
    /// <param name="query">Which calls.</param>
    /// <param name="count">1 to 500.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<IReadOnlyList<CallRecord>> FindAsync(CallQuery query, int count, CancellationToken cancellationToken);

    /// <summary>
    /// The call that somebody means by an id that they hold: ours or its first 12 and more characters, the SIP Call-ID of any of its legs, or the vendor's
    /// <c>rtc_…</c>. A call that lives is found too, and one that never got an answer. Null: no call of the store. An id of ours is not looked up.
    /// </summary>
    ValueTask<CallId?> ResolveAsync(string id, CancellationToken cancellationToken);
}
