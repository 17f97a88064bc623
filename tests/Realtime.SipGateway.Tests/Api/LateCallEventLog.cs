using System.Runtime.CompilerServices;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Tests.Calls;

namespace Realtime.SipGateway.Tests.Api;

/// <summary>A log on a disk that hangs: it has what the test says, and never everything.</summary>
internal sealed class LateCallEventLog(MemoryCallEventLog inner) : ICallEventLog
{
    private long _committed;
    private int _flushes;

    /// <summary>The last event that is written down.</summary>
    public long Committed
    {
        get => Volatile.Read(ref _committed);
        set => Volatile.Write(ref _committed, value);
    }

    /// <summary>How often somebody waited for all of it.</summary>
    public int Flushes => Volatile.Read(ref _flushes);

    public void Append(CallEvent callEvent) => inner.Append(callEvent);

    public void Resume(CallSnapshot snapshot) => inner.Resume(snapshot);

    public void Save(CallRecord record) => inner.Save(record);

    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        var ended = new TaskCompletionSource();
        using var registration = cancellationToken.Register(() => ended.TrySetCanceled(cancellationToken));
        Interlocked.Increment(ref _flushes);
        await ended.Task;
    }

    public async IAsyncEnumerable<CallEvent> ReadAsync(CallId call, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var written in inner.ReadAsync(call, cancellationToken))
        {
            if (written.Sequence <= Committed)
            {
                yield return written;
            }
        }
    }

    public ValueTask<CallRecord?> FindRecordAsync(CallId call, CancellationToken cancellationToken) => inner.FindRecordAsync(call, cancellationToken);

    public ValueTask<IReadOnlyList<CallRecord>> ListRecordsAsync(int count, DateTimeOffset? before, CancellationToken cancellationToken) =>
        inner.ListRecordsAsync(count, before, cancellationToken);
}
