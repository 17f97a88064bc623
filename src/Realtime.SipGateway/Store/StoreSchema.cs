using System.Data.Common;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Realtime.SipGateway.Store;

/// <summary>
/// The tables, in numbered steps; <c>user_version</c> (SQLite) or <c>store_schema</c> (PostgreSQL) says how many were taken. A step is never
/// changed after it was released: a change is the next step. Steps are written for SQLite and only in words that <see cref="ForPostgres"/>
/// knows. Times are ISO 8601 in UTC, so that they sort as text and people can read them.
/// </summary>
internal static partial class StoreSchema
{
    internal static readonly StoreStep[] Steps =
    [
        """
        CREATE TABLE calls (
            call_id TEXT PRIMARY KEY,
            started_at TEXT NOT NULL,
            ended INTEGER NOT NULL DEFAULT 0,
            realtime_call_id TEXT,
            trunk TEXT,
            dialled TEXT,
            caller TEXT,
            agent TEXT,
            ended_by TEXT,
            cause TEXT,
            record TEXT
        ) STRICT;
        CREATE INDEX calls_by_start ON calls (started_at DESC) WHERE record IS NOT NULL;
        CREATE INDEX calls_open ON calls (call_id) WHERE ended = 0;

        CREATE TABLE call_events (
            call_id TEXT NOT NULL,
            seq INTEGER NOT NULL,
            at TEXT NOT NULL,
            node TEXT NOT NULL,
            v INTEGER NOT NULL,
            type TEXT NOT NULL,
            data TEXT NOT NULL,
            PRIMARY KEY (call_id, seq)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE claims (
            webhook_id TEXT PRIMARY KEY,
            realtime_call_id TEXT NOT NULL UNIQUE,
            target TEXT NOT NULL,
            call_id TEXT,
            claimed_at TEXT NOT NULL,
            decision TEXT,
            decided_at TEXT
        ) STRICT;
        CREATE INDEX claims_undecided ON claims (claimed_at) WHERE decision IS NULL;

        CREATE TABLE tool_runs (
            call_id TEXT NOT NULL,
            function_call_id TEXT NOT NULL,
            tool TEXT NOT NULL,
            started_at TEXT NOT NULL,
            completed_at TEXT,
            succeeded INTEGER,
            output TEXT,
            PRIMARY KEY (call_id, function_call_id)
        ) STRICT, WITHOUT ROWID;
        """,
        """
        CREATE TABLE handovers (
            call_id TEXT PRIMARY KEY,
            source TEXT NOT NULL,
            saved_at TEXT NOT NULL,
            snapshot TEXT NOT NULL
        ) STRICT;
        CREATE TABLE handover_policies (
            version TEXT PRIMARY KEY,
            document BLOB NOT NULL
        ) STRICT;
        """,
        new("""
        CREATE TABLE audit (
            seq INTEGER PRIMARY KEY,
            at TEXT NOT NULL,
            actor TEXT NOT NULL,
            action TEXT NOT NULL,
            object TEXT NOT NULL,
            detail TEXT,
            note TEXT,
            remote TEXT,
            prev_hash TEXT NOT NULL,
            hash TEXT NOT NULL
        ) STRICT;
        """)
        {
            Sqlite =
                """
                CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
                CREATE TRIGGER audit_is_not_deleted BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
                """,
            Postgres =
                """
                CREATE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS
                    $$ BEGIN RAISE EXCEPTION 'the audit log is append-only'; END $$;
                CREATE TRIGGER audit_is_not_changed BEFORE UPDATE OR DELETE ON audit FOR EACH ROW EXECUTE FUNCTION audit_is_append_only();
                """,
        },
        """
        CREATE TABLE nodes (
            node TEXT PRIMARY KEY,
            beat_at TEXT NOT NULL
        ) STRICT;
        ALTER TABLE calls ADD COLUMN node TEXT;
        ALTER TABLE claims ADD COLUMN node TEXT;
        ALTER TABLE handovers ADD COLUMN node TEXT;
        """,
        """
        CREATE TABLE api_keys (
            id TEXT PRIMARY KEY,
            name TEXT NOT NULL,
            hash TEXT NOT NULL UNIQUE,
            scope TEXT NOT NULL,
            created_at TEXT NOT NULL,
            created_by TEXT NOT NULL,
            expires_at TEXT,
            last_used_at TEXT,
            revoked_at TEXT,
            revoked_by TEXT
        ) STRICT;
        CREATE UNIQUE INDEX api_keys_by_name ON api_keys (lower(name)) WHERE revoked_at IS NULL;
        """,
        """
        CREATE TABLE policy_versions (
            number INTEGER PRIMARY KEY,
            hash TEXT NOT NULL,
            at TEXT NOT NULL,
            actor TEXT NOT NULL,
            source TEXT NOT NULL,
            note TEXT,
            document BLOB NOT NULL
        ) STRICT;
        CREATE TABLE policy_draft (
            id INTEGER PRIMARY KEY,
            hash TEXT NOT NULL,
            based_on INTEGER NOT NULL,
            at TEXT NOT NULL,
            author TEXT NOT NULL,
            document BLOB NOT NULL
        ) STRICT;
        """,
        """
        CREATE TABLE users (
            name TEXT PRIMARY KEY,
            password_hash TEXT NOT NULL,
            scope TEXT NOT NULL,
            stamp TEXT NOT NULL,
            created_at TEXT NOT NULL,
            changed_at TEXT NOT NULL
        ) STRICT;
        CREATE TABLE cookie_keys (
            id TEXT PRIMARY KEY,
            xml TEXT NOT NULL,
            created_at TEXT NOT NULL
        ) STRICT;
        """,
        "ALTER TABLE calls ADD COLUMN rule TEXT;",
        """
        ALTER TABLE calls ADD COLUMN purged INTEGER NOT NULL DEFAULT 0;
        CREATE INDEX calls_by_age ON calls (started_at) WHERE purged = 0;
        CREATE INDEX calls_by_caller ON calls (caller) WHERE caller IS NOT NULL;
        """,
        """
        CREATE TABLE caller_requests (
            id TEXT PRIMARY KEY,
            kind TEXT NOT NULL,
            call_id TEXT NOT NULL,
            at TEXT NOT NULL,
            text TEXT NOT NULL,
            agent TEXT,
            name TEXT,
            number TEXT,
            wanted_at TEXT,
            recipient TEXT,
            urgent INTEGER NOT NULL,
            done_at TEXT,
            done_by TEXT,
            note TEXT
        ) STRICT;
        CREATE INDEX caller_requests_by_time ON caller_requests (kind, at);
        CREATE INDEX caller_requests_by_call ON caller_requests (call_id);

        CREATE TABLE tool_executions (
            id TEXT PRIMARY KEY,
            call_id TEXT NOT NULL,
            function_call_id TEXT NOT NULL,
            tool TEXT NOT NULL,
            started_at TEXT NOT NULL,
            expires_at TEXT NOT NULL,
            poll TEXT,
            completed_at TEXT,
            succeeded INTEGER,
            output TEXT,
            delivered_at TEXT
        ) STRICT;
        CREATE INDEX tool_executions_by_call ON tool_executions (call_id);
        """,
        """
        CREATE TABLE outgoing_facts (
            call_id TEXT NOT NULL,
            type TEXT NOT NULL,
            at TEXT NOT NULL,
            PRIMARY KEY (call_id, type)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE outgoing (
            id TEXT PRIMARY KEY,
            endpoint TEXT NOT NULL,
            type TEXT NOT NULL,
            call_id TEXT NOT NULL,
            at TEXT NOT NULL,
            due_at TEXT NOT NULL,
            state TEXT NOT NULL,
            attempts INTEGER NOT NULL,
            tried_at TEXT,
            lease_until TEXT,
            status INTEGER,
            fault TEXT
        ) STRICT;
        CREATE INDEX outgoing_pending ON outgoing (endpoint, due_at) WHERE state = 'Pending';
        CREATE INDEX outgoing_undelivered ON outgoing (endpoint, state, at) WHERE state <> 'Delivered';
        CREATE INDEX outgoing_by_call ON outgoing (call_id);
        CREATE INDEX outgoing_by_time ON outgoing (at);
        CREATE TABLE outgoing_stops (
            endpoint TEXT PRIMARY KEY,
            url TEXT NOT NULL,
            at TEXT NOT NULL
        ) STRICT;
        """,
        // Whole addresses, whose queries may hold secrets: what answered 410 does so again. Fingerprints stand there since.
        "DELETE FROM outgoing_stops;",
        """
        CREATE TABLE spending (
            slot TEXT NOT NULL,
            agent TEXT NOT NULL,
            writer TEXT NOT NULL,
            currency TEXT NOT NULL,
            billionths INTEGER NOT NULL,
            PRIMARY KEY (slot, agent, writer, currency)
        ) STRICT, WITHOUT ROWID;
        """,
        """
        CREATE TABLE live_events (
            call_id TEXT NOT NULL,
            seq INTEGER NOT NULL,
            data TEXT NOT NULL,
            PRIMARY KEY (call_id, seq)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE dead_calls (
            call_id TEXT PRIMARY KEY,
            node TEXT NOT NULL,
            at TEXT NOT NULL,
            legs TEXT NOT NULL
        ) STRICT;
        """,
        StoreKeys.Step,
        """
        CREATE TABLE after_calls (
            call_id TEXT PRIMARY KEY,
            state TEXT NOT NULL,
            at TEXT NOT NULL,
            due_at TEXT NOT NULL,
            agent TEXT NOT NULL,
            target TEXT,
            definition TEXT NOT NULL,
            result TEXT NOT NULL,
            attempts INTEGER NOT NULL,
            lease_until TEXT
        ) STRICT;
        CREATE INDEX after_calls_pending ON after_calls (due_at) WHERE state = 'Pending';
        """,
        StoreNodes.Step,
    ];

    /// <summary>Any number, the same in every version: nodes that start together upgrade one after the other.</summary>
    internal const long UpgradeLock = 0x5265_616c_5369_7047;

    private const string SqliteVersion = "PRAGMA user_version";

    private const string PostgresVersion = "SELECT coalesce(max(version), 0) FROM store_schema";

    public static int Latest => Steps.Length;

    public static void UpgradeSqlite(StoreStatements statements, string name)
    {
        var connection = statements.Connection;
        Refuse(Scalar(connection, SqliteVersion), name);
        while (Scalar(connection, SqliteVersion) < Latest)
        {
            // Read again under the lock: another process may have made the step meanwhile.
            SqliteDatabase.Execute(connection, "BEGIN IMMEDIATE");
            var step = Scalar(connection, SqliteVersion);
            if (step < Latest)
            {
                Execute(connection, $"{Steps[step].Both} {Steps[step].Sqlite}");
                Steps[step].Fill?.Invoke(statements);
                Execute(connection, string.Create(CultureInfo.InvariantCulture, $"PRAGMA user_version = {step + 1}"));
            }

            SqliteDatabase.Execute(connection, "COMMIT");
        }
    }

    public static void UpgradePostgres(StoreStatements statements, string name)
    {
        // All steps in one transaction: a node that waits for the lock finds them done.
        var connection = statements.Connection;
        using var transaction = connection.BeginTransaction();
        Execute(
            connection,
            string.Create(
                CultureInfo.InvariantCulture,
                $"""
                SET LOCAL lock_timeout = 0; SET LOCAL statement_timeout = 0;
                SELECT pg_advisory_xact_lock({UpgradeLock});
                CREATE TABLE IF NOT EXISTS store_schema (version BIGINT NOT NULL);
                """));
        var version = Scalar(connection, PostgresVersion);
        Refuse(version, name);
        statements.IsPatient = true;
        for (var step = version; step < Latest; step++)
        {
            Execute(connection, $"{ForPostgres(Steps[step].Both)} {Steps[step].Postgres}");
            Steps[step].Fill?.Invoke(statements);
            Execute(connection, string.Create(CultureInfo.InvariantCulture, $"INSERT INTO store_schema (version) VALUES ({step + 1});"));
        }

        statements.IsPatient = false;
        transaction.Commit();
    }

    /// <summary>For commands that only read: what is wrong with tables that no gateway of this version has upgraded yet; null: nothing, or it cannot be told.</summary>
    public static string? WhyOld(StoreDatabase database)
    {
        try
        {
            var version = database.Read(database.IsShared ? PostgresVersion : SqliteVersion, static reader => reader.GetInt64(0))[0];
            return version is > 0 && version < Latest
                ? string.Create(
                    CultureInfo.InvariantCulture,
                    $"{database.Name} is of an earlier version of the gateway (schema {version}, this one reads {Latest}); start the gateway of this version once, or use the command of that one")
                : null;
        }
        catch (StoreException)
        {
            return null;
        }
    }

    /// <summary>
    /// A step in the words of PostgreSQL. Texts compare by their bytes, as in SQLite; whole numbers have 64 bits; a number as the only key counts up.
    /// </summary>
    internal static string ForPostgres(string step) => Words().Replace(step, static match => match.Value switch
    {
        "TEXT" => "TEXT COLLATE \"C\"",
        "INTEGER PRIMARY KEY" or "INTEGER PRIMARY KEY AUTOINCREMENT" => "BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY",
        "INTEGER" => "BIGINT",
        "REAL" => "DOUBLE PRECISION",
        "BLOB" => "BYTEA",
        _ => "",
    });

    private static void Refuse(long version, string name)
    {
        if (version > Latest)
        {
            throw new StoreException(
                $"The store {name} was written by a later version of the gateway (schema {version}, this one knows {Latest}); run that version, or set Store:Path");
        }
    }

    private static long Scalar(DbConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Constant texts of this class only.
        command.CommandText = sql;
#pragma warning restore CA2100
        return (long)command.ExecuteScalar()!;
    }

    /// <summary>However long it takes: a step that is given up half-way is begun anew at the next start, and given up again.</summary>
    private static void Execute(DbConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Constant texts of this class only.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.CommandTimeout = 0;
        command.ExecuteNonQuery();
    }

    [GeneratedRegex(@"\bTEXT\b|\bINTEGER PRIMARY KEY AUTOINCREMENT\b|\bINTEGER PRIMARY KEY\b|\bINTEGER\b|\bREAL\b|\bBLOB\b|\bSTRICT, WITHOUT ROWID\b|\bSTRICT\b|\bWITHOUT ROWID\b", RegexOptions.CultureInvariant)]
    private static partial Regex Words();
}
