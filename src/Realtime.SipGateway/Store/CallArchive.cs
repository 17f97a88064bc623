using System.Data.Common;
using System.Runtime.CompilerServices;
using Realtime.SipGateway.Calls;

namespace Realtime.SipGateway.Store;

/// <summary>The history of calls in the database.</summary>
internal sealed class CallArchive(StoreDatabase database) : ICallArchive
{
    /// <summary>Records read at a time.</summary>
    private const int PageSize = 500;

    public async IAsyncEnumerable<CallRecord> ReadRecordsAsync(
        DateTimeOffset? from, DateTimeOffset? to, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (at, id) = (from is { } start ? StoreTime.Write(start) : "", "");
        var until = to is { } end ? StoreTime.Write(end) : "9999";
        while (true)
        {
            var page = await Task.Run(() => ReadPage(at, id, until), cancellationToken);
            foreach (var (record, _) in page)
            {
                yield return record;
            }

            if (page.Count < PageSize)
            {
                yield break;
            }

            (at, id) = (page[^1].At, page[^1].Record.CallId.Value);
        }
    }

    private List<(CallRecord Record, string At)> ReadPage(string at, string id, string until) => database.Read(
        """
        SELECT c.record, a.result, c.started_at FROM calls AS c LEFT JOIN after_calls AS a ON a.call_id = c.call_id
        WHERE c.record IS NOT NULL AND c.started_at >= @at AND (c.started_at > @at OR c.call_id > @id) AND c.started_at < @until
        ORDER BY c.started_at, c.call_id LIMIT @count
        """,
        static (DbDataReader reader) => (AfterCallRows.ReadWhole(reader), reader.GetString(2)),
        ("@at", at), ("@id", id), ("@until", until), ("@count", PageSize));
}
