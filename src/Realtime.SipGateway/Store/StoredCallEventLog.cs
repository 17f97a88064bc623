using System.Runtime.CompilerServices;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;

namespace Realtime.SipGateway.Store;

/// <summary>Events and records of calls in the database.</summary>
internal sealed class StoredCallEventLog(StoreWriter writer, StoreDatabase database, NumberMask numbers) : ICallEventLog
{
    public const int MaxRecords = 500;

    /// <summary>Events read at a time: the reader's pace must not hold a transaction open.</summary>
    private const int PageSize = 500;

    public void Append(CallEvent callEvent) => writer.Post(numbers.Write(callEvent));

    public void Resume(CallSnapshot snapshot) => numbers.Resume(snapshot);

    public void Save(CallRecord record) => writer.Post(new RecordWrite(numbers.Apply(record)));

    public async ValueTask FlushAsync(CancellationToken cancellationToken) => await writer.FlushAsync(cancellationToken);

    public async IAsyncEnumerable<CallEvent> ReadAsync(CallId call, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var after = 0L;
        while (true)
        {
            var page = await Task.Run(() => ReadPage(call, after), cancellationToken);
            foreach (var one in page)
            {
                yield return one;
            }

            if (page.Count < PageSize)
            {
                yield break;
            }

            after = page[^1].Sequence;
        }
    }

    public async ValueTask<CallRecord?> FindRecordAsync(CallId call, CancellationToken cancellationToken) =>
        (await Task.Run(
            () => database.Read(
                "SELECT c.record, a.result FROM calls AS c LEFT JOIN after_calls AS a ON a.call_id = c.call_id WHERE c.call_id = @call AND c.record IS NOT NULL",
                AfterCallRows.ReadWhole,
                ("@call", call.Value)),
            cancellationToken))
        .FirstOrDefault();

    public async ValueTask<IReadOnlyList<CallRecord>> ListRecordsAsync(int count, DateTimeOffset? before, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, MaxRecords);
        return await Task.Run(
            () => database.Read(
                "SELECT record FROM calls WHERE record IS NOT NULL AND started_at < @before ORDER BY started_at DESC LIMIT @count",
                StoreRows.ReadRecord,
                ("@before", before is { } time ? StoreTime.Write(time) : "9999"),
                ("@count", count)),
            cancellationToken);
    }

    private List<CallEvent> ReadPage(CallId call, long after) => database.Read(
        StoreRows.SelectEvents, reader => StoreRows.ReadEvent(call, reader), ("@call", call.Value), ("@after", after), ("@count", PageSize));
}
