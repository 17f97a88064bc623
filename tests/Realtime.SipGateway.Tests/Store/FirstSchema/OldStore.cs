using System.Data.Common;
using System.Text.Json;
using Realtime.SipGateway.Store;
using Realtime.Testing;

namespace Realtime.SipGateway.Tests.Store.FirstSchema;

/// <summary>
/// What the gateway of the first schema left: a call that ended, one that was refused and one that was open when the process died. The events and
/// records beside this file are what its code wrote, every type of event that it knew among them.
/// </summary>
internal static class OldStore
{
    public const string Answered = "call_019aa3f0a0007d1a8f3e2b4c5d6e7f80";
    public const string Refused = "call_019aa3f0b0007d1a8f3e2b4c5d6e7f81";
    public const string Open = "call_019aa3f0c0007d1a8f3e2b4c5d6e7f82";

    private static readonly string Folder = Path.Combine(FolderRules.RepositoryRoot(), "tests/Realtime.SipGateway.Tests/Store/FirstSchema");

    /// <summary>Envelopes, in order.</summary>
    public static IReadOnlyList<JsonElement> Events { get; } = Lines("events.jsonl");

    public static IReadOnlyList<JsonElement> Records { get; } = Lines("records.jsonl");

    /// <summary>Makes the tables of the first schema, fills them, and takes further steps as gateways in between did.</summary>
    /// <param name="database">Empty.</param>
    /// <param name="schema">The last step that is taken.</param>
    public static void Make(StoreDatabase database, int schema)
    {
        using var statements = new StoreStatements(database.OpenForWriting());
        if (database.IsShared)
        {
            statements.Execute("CREATE TABLE store_schema (version BIGINT NOT NULL)");
        }

        for (var step = 1; step <= schema; step++)
        {
            Take(database, statements, step);
            if (step == 1)
            {
                Fill(statements);
            }
        }
    }

    /// <summary>All that the tables of the first schema hold, as text.</summary>
    public static List<string> Rows(StoreDatabase database) =>
    [
        .. Rows(database, "SELECT call_id, started_at, ended, realtime_call_id, trunk, dialled, caller, agent, ended_by, cause, record FROM calls ORDER BY call_id"),
        .. Rows(database, "SELECT call_id, seq, at, node, v, type, data FROM call_events ORDER BY call_id, seq"),
        .. Rows(database, "SELECT webhook_id, realtime_call_id, target, call_id, claimed_at, decision, decided_at FROM claims ORDER BY webhook_id"),
        .. Rows(database, "SELECT call_id, function_call_id, tool, started_at, completed_at, succeeded, output FROM tool_runs ORDER BY function_call_id"),
    ];

    private static void Take(StoreDatabase database, StoreStatements statements, int number)
    {
        var step = StoreSchema.Steps[number - 1];
        Run(statements.Connection, database.IsShared ? $"{StoreSchema.ForPostgres(step.Both)} {step.Postgres}" : $"{step.Both} {step.Sqlite}");
        step.Fill?.Invoke(statements);
        Run(statements.Connection, database.IsShared ? $"INSERT INTO store_schema (version) VALUES ({number})" : $"PRAGMA user_version = {number}");
    }

    private static void Fill(StoreStatements statements)
    {
        foreach (var record in Records)
        {
            statements.Execute(
                """
                INSERT INTO calls (call_id, started_at, ended, realtime_call_id, trunk, dialled, caller, agent, ended_by, cause, record)
                VALUES (@call, @at, 1, @realtime, 'carrier', '+15550100', @caller, @agent, @by, @cause, @record)
                """,
                ("@call", Text(record, "call_id")), ("@at", Text(record, "started_at")!.Replace("+00:00", ".0000000Z", StringComparison.Ordinal)),
                ("@realtime", Text(record, "realtime_call_id")), ("@caller", Text(record, "caller")), ("@agent", Text(record, "agent")),
                ("@by", Text(record, "ended_by") == "caller" ? "Caller" : "Policy"),
                ("@cause", Text(record, "cause") == "caller_hung_up" ? "CallerHungUp" : "RuleRejected"), ("@record", record.GetRawText()));
        }

        statements.Execute("INSERT INTO calls (call_id, started_at) VALUES (@call, '2025-11-21T05:30:50.0000000Z')", ("@call", Open));
        foreach (var one in Events)
        {
            statements.Execute(
                "INSERT INTO call_events (call_id, seq, at, node, v, type, data) VALUES (@call, @seq, @at, @node, @v, @type, @data)",
                ("@call", Text(one, "call_id")), ("@seq", one.GetProperty("seq").GetInt64()), ("@at", Text(one, "at")), ("@node", Text(one, "node")),
                ("@v", one.GetProperty("v").GetInt64()), ("@type", Text(one, "type")), ("@data", one.GetProperty("data").GetRawText()));
        }

        statements.Execute(
            """
            INSERT INTO claims (webhook_id, realtime_call_id, target, call_id, claimed_at, decision, decided_at) VALUES
            ('wh_old', 'rtc_u0_old', 'openai', @answered, '2025-11-21T05:30:08.0000000Z', 'accepted', '2025-11-21T05:30:10.0000000Z'),
            ('wh_open', 'rtc_u0_open', 'openai', @open, '2025-11-21T05:30:51.0000000Z', 'accepted', '2025-11-21T05:30:51.5000000Z'),
            ('wh_asked', 'rtc_u0_asked', 'openai', NULL, '2025-11-21T05:30:52.0000000Z', NULL, NULL)
            """,
            ("@answered", Answered), ("@open", Open));
        statements.Execute(
            """
            INSERT INTO tool_runs (call_id, function_call_id, tool, started_at, completed_at, succeeded, output) VALUES
            (@answered, 'call_f1', 'lookup_order', '2025-11-21T05:30:27.0000000Z', '2025-11-21T05:30:28.0000000Z', 1, '{"state":"shipped"}'),
            (@answered, 'call_f2', 'hang_up', '2025-11-21T05:30:30.0000000Z', NULL, NULL, NULL)
            """,
            ("@answered", Answered));
    }

    private static List<string> Rows(StoreDatabase database, string sql) => database.Read(
        sql, static reader => string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(index => reader.IsDBNull(index) ? "" : reader.GetValue(index).ToString())));

    private static string? Text(JsonElement json, string name) => json.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static IReadOnlyList<JsonElement> Lines(string file) =>
        [.. File.ReadLines(Path.Combine(Folder, file)).Select(static line => JsonDocument.Parse(line).RootElement)];

    private static void Run(DbConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The store's own steps.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }
}
