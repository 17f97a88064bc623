using Microsoft.Extensions.Options;

namespace Realtime.SipGateway.Store;

/// <summary>Takes out what is older than the policy allows: small transactions between those of live calls, so that none waits.</summary>
internal sealed class StorePurge(
    StoreWriter writer, StoreDatabase database, StoreMetrics metrics, IOptions<StoreOptions> options, TimeProvider time, ILogger<StorePurge> log)
{
    /// <summary>Calls per transaction: some ten thousand events.</summary>
    private const int BatchSize = 100;

    /// <summary>Calls of which something is still to be done.</summary>
    private const string Open = "SELECT call_id FROM caller_requests WHERE done_at IS NULL";

    /// <summary>Webhooks are delivered again for three days at most; a claim is of use that long.</summary>
    private static readonly TimeSpan ClaimAge = TimeSpan.FromDays(30);

    /// <summary>Returns how many calls lost their events and how many their record.</summary>
    public async Task<(int Events, int Records)> PurgeAsync(CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var retention = options.Value.Retention;
        var records = retention.RecordDays == 0
            ? 0
            : await RepeatAsync(statements => Records(statements, Cut(TimeSpan.FromDays(retention.RecordDays))), cancellationToken);
        var events = retention.EventDays == 0
            ? 0
            : await RepeatAsync(statements => Events(statements, Cut(TimeSpan.FromDays(retention.EventDays))), cancellationToken);
        if (retention.EventDays + retention.RecordDays > 0)
        {
            var days = retention.EventDays > 0 ? retention.EventDays : retention.RecordDays;
            await RepeatAsync(statements => Requests(statements, Cut(TimeSpan.FromDays(days))), cancellationToken);
        }

        await RepeatAsync(statements => Claims(statements, Cut(ClaimAge)), cancellationToken);
        await writer.WriteAsync(
            statements => statements.Execute("DELETE FROM dead_calls WHERE at < @before", ("@before", Cut(CrashedCalls.LongestDialog))), cancellationToken);
        if (events + records > 0)
        {
            await writer.WriteAsync(
                statements =>
                {
                    database.GiveBack(statements);
                    return 0;
                },
                cancellationToken);
            metrics.Purged("events", events);
            metrics.Purged("records", records);
            log.Purged(events, records, time.GetElapsedTime(started).TotalSeconds);
        }

        return (events, records);
    }

    /// <summary>Everything that is kept of a call but its row, open call backs and messages included.</summary>
    public static void DeleteAll(StoreStatements statements, string call)
    {
        DeleteDetails(statements, call);
        StoreKeys.DeleteCallIds(statements, call);
        statements.Execute("DELETE FROM caller_requests WHERE call_id = @call", ("@call", call));
    }

    private static void DeleteDetails(StoreStatements statements, string call)
    {
        statements.Execute("DELETE FROM call_events WHERE call_id = @call", ("@call", call));
        statements.Execute("DELETE FROM live_events WHERE call_id = @call", ("@call", call));
        statements.Execute("DELETE FROM dead_calls WHERE call_id = @call", ("@call", call));
        statements.Execute("DELETE FROM tool_runs WHERE call_id = @call", ("@call", call));
        statements.Execute("DELETE FROM tool_executions WHERE call_id = @call", ("@call", call));
        statements.Execute("DELETE FROM handovers WHERE call_id = @call", ("@call", call));
        OutgoingRows.Delete(statements, call);
        AfterCallRows.Delete(statements, call);
    }

    private static int Events(StoreStatements statements, string before)
    {
        var calls = Calls(statements, "purged = 0", before);
        foreach (var call in calls)
        {
            DeleteDetails(statements, call);
            statements.Execute("UPDATE calls SET purged = 1 WHERE call_id = @call", ("@call", call));
        }

        return calls.Count;
    }

    private static int Records(StoreStatements statements, string before)
    {
        var calls = Calls(statements, $"call_id NOT IN ({Open})", before);
        foreach (var call in calls)
        {
            DeleteDetails(statements, call);
            StoreKeys.Delete(statements, call);
            statements.Execute("DELETE FROM calls WHERE call_id = @call", ("@call", call));
        }

        return calls.Count;
    }

    /// <summary>Somebody waits for what is not done yet: it stays, however old, and with it the record of its call.</summary>
    private static int Requests(StoreStatements statements, string before) => statements.Execute(
        "DELETE FROM caller_requests WHERE id IN (SELECT id FROM caller_requests WHERE done_at IS NOT NULL AND at < @before LIMIT @count)",
        ("@before", before), ("@count", BatchSize));

    private static int Claims(StoreStatements statements, string before) => statements.Execute(
        "DELETE FROM claims WHERE webhook_id IN (SELECT webhook_id FROM claims WHERE claimed_at < @before AND decision IS NOT NULL LIMIT @count)",
        ("@before", before), ("@count", BatchSize));

    private static List<string> Calls(StoreStatements statements, string which, string before) => statements.QueryAll(
        $"SELECT call_id FROM calls WHERE ended = 1 AND {which} AND started_at < @before ORDER BY started_at LIMIT @count",
        static reader => reader.GetString(0), ("@before", before), ("@count", BatchSize));

    private async Task<int> RepeatAsync(Func<StoreStatements, int> batch, CancellationToken cancellationToken)
    {
        var count = 0;
        while (true)
        {
            var done = await writer.WriteAsync(batch, cancellationToken);
            count += done;
            if (done < BatchSize)
            {
                return count;
            }
        }
    }

    private string Cut(TimeSpan age) => StoreTime.Write(time.GetUtcNow() - age);
}
