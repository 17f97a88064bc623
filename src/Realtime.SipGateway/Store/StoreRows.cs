using System.Data.Common;
using System.Text;
using System.Text.Json;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Calls.Outgoing;

namespace Realtime.SipGateway.Store;

/// <summary>Rows of events and records, as the log and the start after a crash write and read them.</summary>
internal static class StoreRows
{
    public static void Append(StoreStatements statements, EventWrite one)
    {
        HaveCall(statements, one);
        AppendEvent(statements, one);
    }

    /// <summary>The row of the event's call, if it is the first.</summary>
    public static void HaveCall(StoreStatements statements, EventWrite one)
    {
        if (statements.EventRows is { } rows)
        {
            rows.HaveCall(one);
            return;
        }

        statements.Execute(
            "INSERT INTO calls (call_id, started_at, node) VALUES (@call, @at, @node) ON CONFLICT DO NOTHING",
            ("@call", one.Call), ("@at", one.At), ("@node", one.Node));
    }

    /// <summary>The event of a call that has its row.</summary>
    public static void AppendEvent(StoreStatements statements, EventWrite one)
    {
        if (statements.EventRows is { } rows)
        {
            rows.Append(one);
        }
        else
        {
            statements.Execute(
                """
                INSERT INTO call_events (call_id, seq, at, node, v, type, data)
                VALUES (@call, @seq, @at, @node, @v, @type, @data) ON CONFLICT DO NOTHING
                """,
                ("@call", one.Call), ("@seq", one.Sequence), ("@at", one.At), ("@node", one.Node),
                ("@v", one.Version), ("@type", one.Type), ("@data", one.Data));
        }

        StoreKeys.Add(statements, one.Key, one.Call);
        FollowCall(statements, one);
    }

    /// <summary>What an event says about its call's row, and what of it is kept beside the log while the call lives.</summary>
    public static void FollowCall(StoreStatements statements, EventWrite one)
    {
        if (one.Live is { } live)
        {
            statements.Execute(
                """
                INSERT INTO live_events (call_id, seq, data)
                SELECT @call, @seq, @data WHERE EXISTS (SELECT 1 FROM calls WHERE call_id = @call AND ended = 0) ON CONFLICT DO NOTHING
                """,
                ("@call", one.Call), ("@seq", one.Sequence), ("@data", live));
        }

        if (one.IsEnd)
        {
            statements.Execute("UPDATE calls SET ended = 1 WHERE call_id = @call", ("@call", one.Call));
            statements.Execute("DELETE FROM live_events WHERE call_id = @call", ("@call", one.Call));
        }
        else if (one.IsStart)
        {
            OutgoingRows.Note(statements, one.Call, OutgoingTypes.Started, one.At);
        }
        else if (one.IsTakeover)
        {
            statements.Execute("UPDATE calls SET node = @node WHERE call_id = @call", ("@call", one.Call), ("@node", one.Node));
        }
    }

    public static void Save(StoreStatements statements, CallRecord record)
    {
        record = AfterCallRows.WithSpend(statements, record);
        statements.Execute(
            """
            INSERT INTO calls (call_id, started_at, ended, realtime_call_id, trunk, dialled, caller, agent, ended_by, cause, rule, record)
            VALUES (@call, @at, 1, @realtime, @trunk, @dialled, @caller, @agent, @by, @cause, @rule, @record)
            ON CONFLICT (call_id) DO UPDATE SET
                started_at = excluded.started_at, ended = 1, realtime_call_id = excluded.realtime_call_id, trunk = excluded.trunk,
                dialled = excluded.dialled, caller = excluded.caller, agent = excluded.agent, ended_by = excluded.ended_by,
                cause = excluded.cause, rule = excluded.rule, record = excluded.record
            """,
            ("@call", record.CallId.Value),
            ("@at", StoreTime.Write(record.StartedAt)),
            ("@realtime", record.RealtimeCallId?.Value),
            ("@trunk", record.Trunk),
            ("@dialled", record.Dialled),
            ("@caller", record.Caller),
            ("@agent", record.Agent),
            ("@by", record.EndedBy?.ToString()),
            ("@cause", record.Cause?.ToString()),
            ("@rule", record.Rule),
            ("@record", JsonSerializer.Serialize(record, CallEventJson.Default.CallRecord)));
        statements.Execute("DELETE FROM live_events WHERE call_id = @call", ("@call", record.CallId.Value));
        StoreKeys.Add(statements, record);
        OutgoingRows.Note(statements, record.CallId.Value, OutgoingTypes.Ended, StoreTime.Write(record.EndedAt ?? record.StartedAt));
    }

    /// <summary>The statement that <see cref="ReadEvent"/> reads; parameters <c>@call</c>, <c>@after</c>, <c>@count</c>.</summary>
    public const string SelectEvents =
        "SELECT seq, at, node, type, data FROM call_events WHERE call_id = @call AND seq > @after ORDER BY seq LIMIT @count";

    /// <summary>As <see cref="SelectEvents"/>, of a call that lives or has died: beside what is masked in its events also what it was. <see cref="ReadLive"/> reads that.</summary>
    public const string SelectLiveEvents =
        """
        SELECT e.seq, e.at, e.node, e.type, e.data, l.data FROM call_events e LEFT JOIN live_events l ON l.call_id = e.call_id AND l.seq = e.seq
        WHERE e.call_id = @call AND e.seq > @after ORDER BY e.seq LIMIT @count
        """;

    public static CallEvent ReadEvent(CallId call, DbDataReader reader) => ReadColumn(call, reader, data: 4);

    /// <summary>An event of <see cref="SelectLiveEvents"/> as it was before it was masked, where it was.</summary>
    public static CallEvent ReadLive(CallId call, DbDataReader reader) => ReadColumn(call, reader, data: 5);

    private static CallEvent ReadColumn(CallId call, DbDataReader reader, int data) => new(
        call,
        reader.GetInt64(0),
        StoreTime.Read(reader.GetString(1)),
        reader.GetString(2),
        CallEvent.ReadData(reader.GetString(3), Encoding.UTF8.GetBytes(reader.GetString(data))));

    public static CallRecord ReadRecord(DbDataReader reader) =>
        JsonSerializer.Deserialize(reader.GetString(0), CallEventJson.Default.CallRecord)
        ?? throw new StoreException("A stored call record is null.");
}
