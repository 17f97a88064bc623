using Realtime.SipGateway.Calls;

namespace Realtime.SipGateway.Tests.Rules.Versions;

/// <summary>Keeps what it is told.</summary>
internal sealed class MemoryAuditLog : IAuditLog
{
    private readonly Lock _gate = new();
    private readonly List<AuditEntry> _entries = [];

    public IReadOnlyList<AuditEntry> Entries
    {
        get
        {
            lock (_gate)
            {
                return [.. _entries];
            }
        }
    }

    public ValueTask<AuditRecord> RecordAsync(AuditEntry entry, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _entries.Add(entry);
            return ValueTask.FromResult<AuditRecord>(null!);
        }
    }

    public ValueTask<IReadOnlyList<AuditRecord>> ListAsync(AuditQuery query, int count, long? before, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public ValueTask<AuditVerdict> VerifyAsync(AuditHead? known, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<AuditHead?> HeadAsync(CancellationToken cancellationToken) => ValueTask.FromResult<AuditHead?>(null);
}
