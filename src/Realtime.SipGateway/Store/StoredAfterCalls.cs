using System.Text.Json;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Afterwards;
using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Calls.Outgoing;

namespace Realtime.SipGateway.Store;

/// <summary>What is still to be made of calls that are over. Several nodes may work on it at once.</summary>
internal sealed class StoredAfterCalls(StoreWriter writer, StoreDatabase database, TimeProvider time) : IAfterCallLedger
{
    private const string IsFree = "state = 'Pending' AND due_at <= @now AND (lease_until IS NULL OR lease_until < @now)";

    public async ValueTask<IReadOnlyList<AfterCallWork>> TakeAsync(int count, TimeSpan lease, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        // Looked at without the writer first: most of the time there is nothing.
        var any = await Task.Run(
            () => database.Read($"SELECT call_id FROM after_calls WHERE {IsFree} LIMIT 1", static reader => reader.GetString(0), ("@now", StoreTime.Write(now))),
            cancellationToken);
        if (any.Count == 0)
        {
            return [];
        }

        // The condition stands outside too: of two nodes that chose the same row, the later one sees it changed and leaves it.
        return await writer.WriteAsync(
            statements => statements.QueryAll(
                $"""
                UPDATE after_calls SET lease_until = @until, attempts = attempts + 1
                WHERE {IsFree} AND call_id IN (SELECT call_id FROM after_calls WHERE {IsFree} ORDER BY due_at LIMIT @count)
                RETURNING {AfterCallRows.Columns}
                """,
                AfterCallRows.ReadWork,
                ("@until", StoreTime.Write(now + lease)), ("@now", StoreTime.Write(now)), ("@count", count)),
            CancellationToken.None);
    }

    public async ValueTask<bool> FinishAsync(CallId call, AfterCallResult result, CancellationToken cancellationToken)
    {
        var now = StoreTime.Write(time.GetUtcNow());
        return await writer.WriteAsync(
            statements =>
            {
                var isFirst = statements.Execute(
                    "UPDATE after_calls SET state = 'Done', result = @result, definition = '', lease_until = NULL WHERE call_id = @call AND state = 'Pending'",
                    ("@result", AfterCallRows.Write(result)), ("@call", call.Value)) == 1;
                if (isFirst)
                {
                    AddSpend(statements, call, result);
                    Tell(statements, call, now);
                }

                return isFirst;
            },
            cancellationToken);
    }

    public async ValueTask PostponeAsync(CallId call, AfterCallResult result, DateTimeOffset at, bool counts, CancellationToken cancellationToken) => await writer.WriteAsync(
        statements => statements.Execute(
            """
            UPDATE after_calls SET due_at = @due, result = @result, attempts = attempts - @uncounted, lease_until = NULL
            WHERE call_id = @call AND state = 'Pending' AND lease_until IS NOT NULL
            """,
            ("@due", StoreTime.Write(at)), ("@result", AfterCallRows.Write(result)), ("@uncounted", counts ? 0 : 1), ("@call", call.Value)),
        cancellationToken);

    private static void AddSpend(StoreStatements statements, CallId call, AfterCallResult result)
    {
        foreach (var record in statements.QueryAll("SELECT record FROM calls WHERE call_id = @call AND record IS NOT NULL", StoreRows.ReadRecord, ("@call", call.Value)))
        {
            statements.Execute(
                "UPDATE calls SET record = @record WHERE call_id = @call",
                ("@record", JsonSerializer.Serialize(AfterCallRows.WithSpend(record, result), CallEventJson.Default.CallRecord)), ("@call", call.Value));
        }
    }

    /// <summary>Who waits with the end of the call for this waits no longer; who wants to be told of it is.</summary>
    private static void Tell(StoreStatements statements, CallId call, string now)
    {
        statements.Execute(
            "UPDATE outgoing SET due_at = @now WHERE call_id = @call AND type = @type AND state = 'Pending' AND attempts = 0 AND due_at > @now",
            ("@now", now), ("@call", call.Value), ("@type", OutgoingTypes.Ended));
        OutgoingRows.Note(statements, call.Value, OutgoingTypes.Summarized, now);
    }
}
