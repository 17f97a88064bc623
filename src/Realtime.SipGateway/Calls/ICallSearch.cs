namespace Realtime.SipGateway.Calls;

/// <summary>Finds records of ended calls; implemented by the store.</summary>
public interface ICallSearch
{
    /// <summary>Newest first.</summary>
    /// <param name="query">Which calls.</param>
    /// <param name="count">1 to 500.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<IReadOnlyList<CallRecord>> FindAsync(CallQuery query, int count, CancellationToken cancellationToken);
}
