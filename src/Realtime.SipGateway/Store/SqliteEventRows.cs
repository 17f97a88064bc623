using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Realtime.SipGateway.Store;

/// <summary>
/// The rows that a call writes most of, by SQLite's own statements: as a command of ADO.NET each of an event's seven values is sought by its name and
/// boxed every time, which costs more than the row.
/// </summary>
/// <param name="connection">The writer's connection, in a transaction: nothing waits for a lock here.</param>
internal sealed class SqliteEventRows(SqliteConnection connection) : IDisposable
{
    /// <summary>Most texts of a row are shorter as UTF-8; a longer one is converted on the heap.</summary>
    private const int OnStack = 1_024;

    private sqlite3_stmt? _call;
    private sqlite3_stmt? _event;

    /// <summary>The row of the event's call, if it is the first.</summary>
    public void HaveCall(EventWrite one)
    {
        var insert = _call ??= Prepare("INSERT INTO calls (call_id, started_at, node) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING");
        Bind(insert, 1, one.Call);
        Bind(insert, 2, one.At);
        Bind(insert, 3, one.Node);
        Run(insert);
    }

    /// <summary>The event of a call that has its row.</summary>
    public void Append(EventWrite one)
    {
        var insert = _event ??= Prepare(
            "INSERT INTO call_events (call_id, seq, at, node, v, type, data) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT DO NOTHING");
        Bind(insert, 1, one.Call);
        Check(raw.sqlite3_bind_int64(insert, 2, one.Sequence));
        Bind(insert, 3, one.At);
        Bind(insert, 4, one.Node);
        Check(raw.sqlite3_bind_int(insert, 5, one.Version));
        Bind(insert, 6, one.Type);
        Bind(insert, 7, one.Data);
        Run(insert);
    }

    public void Dispose()
    {
        _call?.Dispose();
        _event?.Dispose();
    }

    private sqlite3_stmt Prepare(string sql)
    {
        Check(raw.sqlite3_prepare_v3(connection.Handle, sql, raw.SQLITE_PREPARE_PERSISTENT, out var statement));
        return statement;
    }

    private void Bind(sqlite3_stmt statement, int index, string text)
    {
        if (text.Length == 0)
        {
            // Without a byte there is no address, and none is NULL.
            Check(raw.sqlite3_bind_text(statement, index, ""));
            return;
        }

        Span<byte> stack = stackalloc byte[OnStack];
        var bytes = Encoding.UTF8.TryGetBytes(text, stack, out var length) ? stack[..length] : Encoding.UTF8.GetBytes(text);
        Check(raw.sqlite3_bind_text(statement, index, bytes));
    }

    private void Run(sqlite3_stmt statement)
    {
        try
        {
            var result = raw.sqlite3_step(statement);
            if (result != raw.SQLITE_DONE)
            {
                Check(result);
            }
        }
        finally
        {
            // It tells the fault of the step again.
            _ = raw.sqlite3_reset(statement);
        }
    }

    private void Check(int result) => SqliteException.ThrowExceptionForRC(result, connection.Handle);
}
