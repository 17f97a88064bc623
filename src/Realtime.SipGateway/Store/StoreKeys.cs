using System.Text.Json;
using Realtime.SipGateway.Calls;

namespace Realtime.SipGateway.Store;

/// <summary>The ids by which others know a call: Call-IDs of its legs, failed attempts and bridges among them, and the vendor's <c>rtc_…</c>.</summary>
internal static class StoreKeys
{
    /// <summary>
    /// The table, and the keys of calls that ended before there was one. Of the newest million only: more would hold up the start, and nobody looks for
    /// the Call-ID of a call that old.
    /// </summary>
    public static readonly StoreStep Step = new("""
        CREATE TABLE call_keys (
            id TEXT NOT NULL,
            call_id TEXT NOT NULL,
            PRIMARY KEY (id, call_id)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX call_keys_by_call ON call_keys (call_id);
        """)
    {
        Sqlite = Fill("json_extract(record, '$.caller_sip_call_id')", "json_extract(record, '$.target_sip_call_id')", "json_extract(record, '$.realtime_call_id')"),
        Postgres = Fill("record::json ->> 'caller_sip_call_id'", "record::json ->> 'target_sip_call_id'", "record::json ->> 'realtime_call_id'"),
    };

    /// <summary>The call of a key, the newest where several had it; parameter <c>@id</c>.</summary>
    public const string Find = "SELECT call_id FROM call_keys WHERE id = @id ORDER BY call_id DESC LIMIT 1";

    /// <summary>The call whose id of ours begins so; parameters <c>@id</c> and <c>@end</c>.</summary>
    public const string FindByBeginning = "SELECT call_id FROM calls WHERE call_id >= @id AND call_id < @end ORDER BY call_id DESC LIMIT 1";

    /// <summary>Characters; a longer one is no id but an attack, and PostgreSQL indexes no text of some thousand.</summary>
    private const int MaxLength = 512;

    private const string VendorPrefix = "rtc_";

    /// <summary>The id that an event brings, as it is kept; null when it brings none.</summary>
    public static string? Of(string type, string data)
    {
        var member = type switch
        {
            "signalling.invite_received" or "signalling.attempt_started" or "signalling.dialog_state" => "sip_call_id",
            "webhook.received" or "accept.sent" => "realtime_call_id",
            _ => null,
        };
        if (member is null)
        {
            return null;
        }

        using var json = JsonDocument.Parse(data);
        return json.RootElement.TryGetProperty(member, out var id) && id.ValueKind == JsonValueKind.String ? Usable(id.GetString()) : null;
    }

    public static void Add(StoreStatements statements, string? id, string call)
    {
        if (Usable(id) is { } key)
        {
            statements.Execute("INSERT INTO call_keys (id, call_id) VALUES (@id, @call) ON CONFLICT DO NOTHING", ("@id", key), ("@call", call));
        }
    }

    public static void Add(StoreStatements statements, CallRecord record)
    {
        Add(statements, record.CallerSipCallId, record.CallId.Value);
        Add(statements, record.TargetSipCallId, record.CallId.Value);
        Add(statements, record.RealtimeCallId?.Value, record.CallId.Value);
    }

    public static void Delete(StoreStatements statements, string call) =>
        statements.Execute("DELETE FROM call_keys WHERE call_id = @call", ("@call", call));

    /// <summary>Call-IDs of a caller who was erased; the vendor's id says nothing of them and stays in the record.</summary>
    public static void DeleteCallIds(StoreStatements statements, string call) => statements.Execute(
        $"DELETE FROM call_keys WHERE call_id = @call AND substr(id, 1, {VendorPrefix.Length}) <> '{VendorPrefix}'", ("@call", call));

    private static string? Usable(string? id) => id is { Length: > 0 and <= MaxLength } ? id : null;

    private static string Fill(params ReadOnlySpan<string> members)
    {
        var all = new List<string>();
        foreach (var member in members)
        {
            all.Add($"SELECT {member} AS id, call_id FROM newest");
        }

        return $"""
            INSERT INTO call_keys (id, call_id)
            WITH newest AS (SELECT call_id, record FROM calls WHERE record IS NOT NULL ORDER BY started_at DESC LIMIT 1000000)
            SELECT id, call_id FROM ({string.Join(" UNION ALL ", all)}) AS keys WHERE length(id) BETWEEN 1 AND {MaxLength}
            ON CONFLICT DO NOTHING;
            """;
    }
}
