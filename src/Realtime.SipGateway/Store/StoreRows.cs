using System.Text;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;

namespace Realtime.SipGateway.Store;

/// <summary>Rows of events and records, as the log and the start after a crash write and read them.</summary>
internal static class StoreRows
{
    private const string EndedType = "call.ended";

    public static void Append(StoreStatements statements, CallEvent callEvent, string data)
    {
        var call = callEvent.CallId.Value;
        var at = StoreTime.Write(callEvent.At);
        statements.Execute(
            "INSERT OR IGNORE INTO calls (call_id, started_at) VALUES ($call, $at)", ("$call", call), ("$at", at));
        statements.Execute(
            """
            INSERT OR IGNORE INTO call_events (call_id, seq, at, node, v, type, data)
            VALUES ($call, $seq, $at, $node, $v, $type, $data)
            """,
            ("$call", call), ("$seq", callEvent.Sequence), ("$at", at), ("$node", callEvent.Node),
            ("$v", CallEvent.SchemaVersion), ("$type", callEvent.Data.Type), ("$data", data));
        if (callEvent.Data.Type == EndedType)
        {
            statements.Execute("UPDATE calls SET ended = 1 WHERE call_id = $call", ("$call", call));
        }
    }

    public static void Save(StoreStatements statements, CallRecord record) => statements.Execute(
        """
        INSERT INTO calls (call_id, started_at, ended, realtime_call_id, trunk, dialled, caller, agent, ended_by, cause, record)
        VALUES ($call, $at, 1, $realtime, $trunk, $dialled, $caller, $agent, $by, $cause, $record)
        ON CONFLICT (call_id) DO UPDATE SET
            started_at = excluded.started_at, ended = 1, realtime_call_id = excluded.realtime_call_id, trunk = excluded.trunk,
            dialled = excluded.dialled, caller = excluded.caller, agent = excluded.agent, ended_by = excluded.ended_by,
            cause = excluded.cause, record = excluded.record
        """,
        ("$call", record.CallId.Value),
        ("$at", StoreTime.Write(record.StartedAt)),
        ("$realtime", record.RealtimeCallId?.Value),
        ("$trunk", record.Trunk),
        ("$dialled", record.Dialled),
        ("$caller", record.Caller),
        ("$agent", record.Agent),
        ("$by", record.EndedBy?.ToString()),
        ("$cause", record.Cause?.ToString()),
        ("$record", JsonSerializer.Serialize(record, CallEventJson.Default.CallRecord)));

    public static List<CallEvent> ReadEvents(SqliteConnection connection, CallId call, long after, int count)
    {
        using var command = connection.CreateCommand();
        command.CommandText =
            "SELECT seq, at, node, type, data FROM call_events WHERE call_id = $call AND seq > $after ORDER BY seq LIMIT $count";
        command.Parameters.AddWithValue("$call", call.Value);
        command.Parameters.AddWithValue("$after", after);
        command.Parameters.AddWithValue("$count", count);
        var events = new List<CallEvent>();
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            var data = CallEvent.ReadData(reader.GetString(3), Encoding.UTF8.GetBytes(reader.GetString(4)));
            events.Add(new CallEvent(call, reader.GetInt64(0), StoreTime.Read(reader.GetString(1)), reader.GetString(2), data));
        }

        return events;
    }
}
