using Realtime.SipGateway.Calls.Events;

namespace Realtime.SipGateway.Calls;

/// <summary>The append-only event log and the call records projected from it; implemented by the store.</summary>
public interface ICallEventLog
{
    /// <summary>Queues an event; never blocks a call. A full queue is counted and shown by health.</summary>
    void Append(CallEvent callEvent);

    /// <summary>Tells of a call that another process began, before anything more of it is appended.</summary>
    void Resume(CallSnapshot snapshot);

    /// <summary>Queues the record of an ended call; a later one of the same call replaces it.</summary>
    void Save(CallRecord record);

    /// <summary>Returns when everything queued so far is committed.</summary>
    ValueTask FlushAsync(CancellationToken cancellationToken);

    /// <summary>The stored events of a call, in order.</summary>
    IAsyncEnumerable<CallEvent> ReadAsync(CallId call, CancellationToken cancellationToken);

    ValueTask<CallRecord?> FindRecordAsync(CallId call, CancellationToken cancellationToken);

    /// <summary>The newest records, newest first.</summary>
    /// <param name="count">1 to 500.</param>
    /// <param name="before">Only calls that started before; null for the newest.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<IReadOnlyList<CallRecord>> ListRecordsAsync(int count, DateTimeOffset? before, CancellationToken cancellationToken);
}
