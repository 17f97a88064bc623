using System.Text.Json;
using Realtime.SipGateway.Calls;

namespace Realtime.SipGateway.Store;

/// <summary>The ids by which others know a call: Call-IDs of its legs, failed attempts and bridges among them, and the vendor's <c>rtc_…</c>.</summary>
internal static class StoreKeys
{
    /// <summary>Members of a record that name the call elsewhere.</summary>
    private static readonly string[] IdMembers = ["caller_sip_call_id", "target_sip_call_id", "realtime_call_id"];

    /// <summary>The table, and the keys of calls that ended before there was one.</summary>
    public static readonly StoreStep Step = new("""
        CREATE TABLE call_keys (
            id TEXT NOT NULL,
            call_id TEXT NOT NULL,
            PRIMARY KEY (id, call_id)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX call_keys_by_call ON call_keys (call_id);
        """)
    {
        Fill = Fill,
    };

    /// <summary>The call of a key, the newest where several had it; parameter <c>@id</c>.</summary>
    public const string Find = "SELECT call_id FROM call_keys WHERE id = @id ORDER BY call_id DESC LIMIT 1";

    /// <summary>The call whose id of ours begins so; parameters <c>@id</c> and <c>@end</c>.</summary>
    public const string FindByBeginning = "SELECT call_id FROM calls WHERE call_id >= @id AND call_id < @end ORDER BY call_id DESC LIMIT 1";

    /// <summary>Characters; a longer one is no id but an attack, and PostgreSQL indexes no text of some thousand.</summary>
    private const int MaxLength = 512;

    /// <summary>
    /// Records whose keys are written when the table is made, the newest: more would hold up the start, and nobody looks for the Call-ID of a call
    /// that old.
    /// </summary>
    private const int MaxFilled = 1_000_000;

    /// <summary>Records read and written at a time: some megabytes.</summary>
    private const int FillPage = 1_000;

    /// <summary>Keys written by one statement: a round trip for each would make the start as many times longer.</summary>
    private const int Together = 250;

    private static readonly string InsertTogether =
        $"INSERT INTO call_keys (id, call_id) VALUES {string.Join(", ", Enumerable.Range(0, Together).Select(static index => $"(@i{index}, @c{index})"))} ON CONFLICT DO NOTHING";

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

    /// <summary>
    /// Call-IDs of a caller who was erased; the vendor's id that stays in the record says nothing of them. A Call-ID may look like one: it is the
    /// caller's choice.
    /// </summary>
    public static void DeleteCallIds(StoreStatements statements, string call) => statements.Execute(
        "DELETE FROM call_keys WHERE call_id = @call AND id <> coalesce((SELECT realtime_call_id FROM calls WHERE call_id = @call), '')", ("@call", call));

    /// <summary>PostgreSQL's text cannot hold a NUL, and no id has one.</summary>
    private static string? Usable(string? id) =>
        id is { Length: > 0 and <= MaxLength } && !id.Contains('\0', StringComparison.Ordinal) ? id : null;

    /// <summary>Page by page, so that no statement takes long and nothing is held in memory. Ids of calls sort by time.</summary>
    private static void Fill(StoreStatements statements)
    {
        var before = "~";
        for (var filled = 0; filled < MaxFilled; filled += FillPage)
        {
            var page = statements.QueryAll(
                "SELECT call_id, record FROM calls WHERE call_id < @before AND record IS NOT NULL ORDER BY call_id DESC LIMIT @count",
                static reader => (Call: reader.GetString(0), Record: reader.GetString(1)), ("@before", before), ("@count", FillPage));
            var found = page.SelectMany(static row => IdsOf(row.Record).Select(id => (Id: Usable(id), row.Call))).Where(static key => key.Id is not null);
            foreach (var keys in found.Chunk(Together))
            {
                AddTogether(statements, keys!);
            }

            if (page.Count < FillPage)
            {
                return;
            }

            before = page[^1].Call;
        }
    }

    /// <summary>A statement of one text: where there are fewer, the last one stands in it again.</summary>
    private static void AddTogether(StoreStatements statements, (string Id, string Call)[] keys)
    {
        var parameters = new (string, object?)[2 * Together];
        for (var index = 0; index < Together; index++)
        {
            var (id, call) = keys[Math.Min(index, keys.Length - 1)];
            (parameters[2 * index], parameters[(2 * index) + 1]) = (("@i" + index, id), ("@c" + index, call));
        }

        statements.Execute(InsertTogether, parameters);
    }

    /// <summary>None of a record that cannot be read: it must not keep the gateway from starting.</summary>
    private static List<string?> IdsOf(string record)
    {
        try
        {
            using var json = JsonDocument.Parse(record);
            return
            [
                .. IdMembers.Select(member => json.RootElement.TryGetProperty(member, out var id) && id.ValueKind == JsonValueKind.String ? id.GetString() : null),
            ];
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            return [];
        }
    }
}
