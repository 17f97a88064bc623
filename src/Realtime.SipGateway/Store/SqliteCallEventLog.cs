using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;

namespace Realtime.SipGateway.Store;

/// <summary>Events and records of calls in SQLite.</summary>
internal sealed class SqliteCallEventLog(StoreWriter writer, StoreFile file) : ICallEventLog
{
    public const int MaxRecords = 500;

    /// <summary>Events read at a time: the reader's pace must not hold a transaction open.</summary>
    private const int PageSize = 500;

    public void Append(CallEvent callEvent)
    {
        // Made into bytes here, on the caller's thread: the writer has enough to do.
        var data = Encoding.UTF8.GetString(callEvent.DataJson());
        writer.Post(new QueuedWrite(statements => StoreRows.Append(statements, callEvent, data)));
    }

    public void Save(CallRecord record) => writer.Post(new QueuedWrite(statements => StoreRows.Save(statements, record)));

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
        (await Task.Run(() => Records("SELECT record FROM calls WHERE call_id = $call AND record IS NOT NULL", ("$call", call.Value)), cancellationToken))
        .FirstOrDefault();

    public async ValueTask<IReadOnlyList<CallRecord>> ListRecordsAsync(int count, DateTimeOffset? before, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, MaxRecords);
        return await Task.Run(
            () => Records(
                "SELECT record FROM calls WHERE record IS NOT NULL AND started_at < $before ORDER BY started_at DESC LIMIT $count",
                ("$before", before is { } time ? StoreTime.Write(time) : "9999"),
                ("$count", count)),
            cancellationToken);
    }

    private List<CallEvent> ReadPage(CallId call, long after)
    {
        using var connection = file.OpenForReading();
        return StoreRows.ReadEvents(connection, call, after, PageSize);
    }

    private List<CallRecord> Records(string sql, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        using var connection = file.OpenForReading();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Constant texts of this class only; values are parameters.
        command.CommandText = sql;
#pragma warning restore CA2100
        foreach (var (name, value) in parameters)
        {
            command.Parameters.AddWithValue(name, value);
        }

        var records = new List<CallRecord>();
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            records.Add(ReadRecord(reader));
        }

        return records;
    }

    private static CallRecord ReadRecord(SqliteDataReader reader) =>
        JsonSerializer.Deserialize(reader.GetString(0), CallEventJson.Default.CallRecord)
        ?? throw new StoreException("A stored call record is null.");
}
