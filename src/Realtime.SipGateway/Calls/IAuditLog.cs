namespace Realtime.SipGateway.Calls;

/// <summary>
/// Who changed what: append-only and hash-chained, so that an entry that was altered, taken out or put in later shows. Implemented by the store.
/// </summary>
public interface IAuditLog
{
    /// <summary>Commits an entry; returns only when it is durable.</summary>
    ValueTask<AuditRecord> RecordAsync(AuditEntry entry, CancellationToken cancellationToken);

    /// <summary>Newest first.</summary>
    /// <param name="query">Which entries.</param>
    /// <param name="count">1 to <see cref="AuditQuery.MaxCount"/>.</param>
    /// <param name="before">Only entries with a lower number; null for the newest.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<IReadOnlyList<AuditRecord>> ListAsync(AuditQuery query, int count, long? before, CancellationToken cancellationToken);

    /// <summary>Reads the whole chain.</summary>
    /// <param name="known">A head that was noted before, which must still be part of the chain; null: none.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<AuditVerdict> VerifyAsync(AuditHead? known, CancellationToken cancellationToken);

    /// <summary>The newest entry's number and hash; null when the log is empty.</summary>
    ValueTask<AuditHead?> HeadAsync(CancellationToken cancellationToken);
}
