using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Realtime.SipGateway.Store;

/// <summary>
/// The tables, in numbered steps; <c>user_version</c> says how many were taken. A step is never changed after it was released: a change is
/// the next step. Times are ISO 8601 in UTC, so that they sort as text and people can read them.
/// </summary>
internal static class StoreSchema
{
    private static readonly string[] Steps =
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
        """
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
        CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
        CREATE TRIGGER audit_is_not_deleted BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
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
    ];

    public static int Latest => Steps.Length;

    public static void Upgrade(SqliteConnection connection, string path)
    {
        var version = Version(connection);
        if (version > Latest)
        {
            throw new StoreException(
                $"The store {path} was written by a later version of the gateway (schema {version}, this one knows {Latest}); run that version, or set Store:Path");
        }

        for (var step = version; step < Latest; step++)
        {
            StoreFile.Execute(
                connection,
                string.Create(CultureInfo.InvariantCulture, $"BEGIN IMMEDIATE; {Steps[step]} PRAGMA user_version = {step + 1}; COMMIT;"));
        }
    }

    private static long Version(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA user_version";
        return (long)command.ExecuteScalar()!;
    }
}
