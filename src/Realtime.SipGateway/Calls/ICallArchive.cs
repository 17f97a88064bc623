namespace Realtime.SipGateway.Calls;

/// <summary>The history of calls as a whole: reading it out, and what must not be kept. Implemented by the store.</summary>
public interface ICallArchive
{
    /// <summary>All records of calls that started in a time, oldest first, read in pages: memory does not grow with their number.</summary>
    /// <param name="from">Not before; null: from the first.</param>
    /// <param name="to">Before; null: to the last.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    IAsyncEnumerable<CallRecord> ReadRecordsAsync(DateTimeOffset? from, DateTimeOffset? to, CancellationToken cancellationToken);
}
