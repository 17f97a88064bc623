using System.Data.Common;
using Realtime.SipGateway.Calls;

namespace Realtime.SipGateway.Store;

/// <summary>Runs of tools: what was begun is known before it is done.</summary>
internal sealed class StoredToolLedger(StoreWriter writer, StoreDatabase database, TimeProvider time) : IToolLedger
{
    /// <summary>A caller waits: knowing an earlier run of a tool that may be repeated is not worth more.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(250);

    private const string Find = "SELECT tool, started_at, output, succeeded FROM tool_runs WHERE call_id = @call AND function_call_id = @function";

    public async ValueTask<ToolLedgerEntry?> BeginAsync(
        CallId call, string functionCallId, string tool, bool mayRepeat, CancellationToken cancellationToken)
    {
        var at = StoreTime.Write(time.GetUtcNow());
        if (!mayRepeat)
        {
            return await writer.WriteAsync(statements => Begin(statements, call, functionCallId, tool, at), cancellationToken);
        }

        var earlier = await FindAsync(call, functionCallId, cancellationToken);
        writer.Post(new QueuedWrite(statements => Begin(statements, call, functionCallId, tool, at)));
        return earlier;
    }

    public void Complete(CallId call, string functionCallId, string output, bool succeeded)
    {
        var at = StoreTime.Write(time.GetUtcNow());
        writer.Post(new QueuedWrite(
            statements => statements.Execute(
                """
                UPDATE tool_runs SET output = @output, succeeded = @succeeded, completed_at = @at
                WHERE call_id = @call AND function_call_id = @function AND completed_at IS NULL
                """,
                ("@output", output), ("@succeeded", succeeded ? 1 : 0), ("@at", at), ("@call", call.Value), ("@function", functionCallId))));
    }

    private async Task<ToolLedgerEntry?> FindAsync(CallId call, string functionCallId, CancellationToken cancellationToken)
    {
        try
        {
            return (await Task.Run(
                () => database.Read(Find, ReadEntry, ("@call", call.Value), ("@function", functionCallId)), cancellationToken)
                .WaitAsync(Patience, time, cancellationToken)).FirstOrDefault();
        }
        catch (Exception fault) when (fault is StoreException or TimeoutException)
        {
            // The database does not work: what became of an earlier run is not known, and running it again does no harm.
            return null;
        }
    }

    private static ToolLedgerEntry? Begin(StoreStatements statements, CallId call, string functionCallId, string tool, string at)
    {
        var isNew = statements.Execute(
            """
            INSERT INTO tool_runs (call_id, function_call_id, tool, started_at)
            VALUES (@call, @function, @tool, @at) ON CONFLICT DO NOTHING
            """,
            ("@call", call.Value), ("@function", functionCallId), ("@tool", tool), ("@at", at)) == 1;
        return isNew
            ? null
            : statements.Query(Find, ReadEntry, ("@call", call.Value), ("@function", functionCallId));
    }

    private static ToolLedgerEntry ReadEntry(DbDataReader reader) => new(
        reader.GetString(0),
        StoreTime.Read(reader.GetString(1)),
        reader.IsDBNull(2) ? null : reader.GetString(2),
        reader.IsDBNull(3) ? null : reader.GetInt64(3) == 1);
}
