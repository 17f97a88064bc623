using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;

namespace Realtime.SipGateway.Tests.Calls;

/// <summary>An event log that only remembers.</summary>
internal sealed class MemoryCallEventLog : ICallEventLog
{
    private readonly Lock _gate = new();
    private readonly List<CallEvent> _events = [];
    private readonly List<CallRecord> _records = [];

    public IReadOnlyList<CallEvent> Events
    {
        get
        {
            lock (_gate)
            {
                return [.. _events];
            }
        }
    }

    public IReadOnlyList<CallRecord> Records
    {
        get
        {
            lock (_gate)
            {
                return [.. _records];
            }
        }
    }

    public void Append(CallEvent callEvent)
    {
        lock (_gate)
        {
            _events.Add(callEvent);
        }
    }

    public void Resume(CallSnapshot snapshot)
    {
    }

    public void Save(CallRecord record)
    {
        lock (_gate)
        {
            _records.Add(record);
        }
    }

    public ValueTask FlushAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public async IAsyncEnumerable<CallEvent> ReadAsync(
        CallId call, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var written in Events.Where(one => one.CallId == call))
        {
            await Task.Yield();
            cancellationToken.ThrowIfCancellationRequested();
            yield return written;
        }
    }

    public ValueTask<CallRecord?> FindRecordAsync(CallId call, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Records.LastOrDefault(record => record.CallId == call));

    public ValueTask<IReadOnlyList<CallRecord>> ListRecordsAsync(int count, DateTimeOffset? before, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<CallRecord>>(
            [.. Records.Where(record => before is null || record.StartedAt < before).OrderByDescending(static record => record.StartedAt).Take(count)]);
}
