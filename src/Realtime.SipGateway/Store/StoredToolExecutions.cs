using System.Data.Common;
using Realtime.SipGateway.Calls;

namespace Realtime.SipGateway.Store;

/// <summary>Runs of tools that answer later.</summary>
internal sealed class StoredToolExecutions(StoreWriter writer, StoreDatabase database, TimeProvider time) : IToolExecutions
{
    private const string Columns =
        "SELECT id, call_id, function_call_id, tool, started_at, expires_at, poll, completed_at, succeeded, output FROM tool_executions";

    public async ValueTask BeginAsync(ToolExecution execution, CancellationToken cancellationToken) => await writer.WriteAsync(
        statements => statements.Execute(
            """
            INSERT INTO tool_executions (id, call_id, function_call_id, tool, started_at, expires_at)
            VALUES (@id, @call, @function, @tool, @at, @expires) ON CONFLICT DO NOTHING
            """,
            ("@id", execution.Id), ("@call", execution.CallId.Value), ("@function", execution.FunctionCallId), ("@tool", execution.Tool),
            ("@at", StoreTime.Write(execution.StartedAt)), ("@expires", StoreTime.Write(execution.ExpiresAt))),
        cancellationToken);

    public async ValueTask PollAtAsync(string id, string address, CancellationToken cancellationToken) => await writer.WriteAsync(
        statements => statements.Execute("UPDATE tool_executions SET poll = @poll WHERE id = @id", ("@poll", address), ("@id", id)), cancellationToken);

    public async ValueTask<bool> CompleteAsync(string id, string output, bool succeeded, CancellationToken cancellationToken)
    {
        var at = StoreTime.Write(time.GetUtcNow());
        return await writer.WriteAsync(
            statements => statements.Execute(
                "UPDATE tool_executions SET completed_at = @at, succeeded = @succeeded, output = @output WHERE id = @id AND completed_at IS NULL",
                ("@at", at), ("@succeeded", succeeded ? 1 : 0), ("@output", output), ("@id", id)) == 1,
            cancellationToken);
    }

    public async ValueTask DeliveredAsync(string id, CancellationToken cancellationToken)
    {
        var at = StoreTime.Write(time.GetUtcNow());
        await writer.WriteAsync(
            statements => statements.Execute("UPDATE tool_executions SET delivered_at = @at WHERE id = @id", ("@at", at), ("@id", id)), cancellationToken);
    }

    public async ValueTask<ToolExecution?> FindAsync(string id, CancellationToken cancellationToken) =>
        (await ReadAsync($"{Columns} WHERE id = @value", id, cancellationToken)).FirstOrDefault();

    public async ValueTask<IReadOnlyList<ToolExecution>> UndeliveredAsync(CallId call, CancellationToken cancellationToken) =>
        await ReadAsync($"{Columns} WHERE call_id = @value AND delivered_at IS NULL ORDER BY started_at", call.Value, cancellationToken);

    private Task<List<ToolExecution>> ReadAsync(string sql, string value, CancellationToken cancellationToken) =>
        Task.Run(() => database.Read(sql, Read, ("@value", value)), cancellationToken);

    private static ToolExecution Read(DbDataReader reader) => new(
        reader.GetString(0), CallId.Parse(reader.GetString(1)), reader.GetString(2), reader.GetString(3),
        StoreTime.Read(reader.GetString(4)), StoreTime.Read(reader.GetString(5)))
    {
        Poll = reader.IsDBNull(6) ? null : reader.GetString(6),
        CompletedAt = reader.IsDBNull(7) ? null : StoreTime.Read(reader.GetString(7)),
        Succeeded = reader.IsDBNull(8) ? null : reader.GetInt64(8) == 1,
        Output = reader.IsDBNull(9) ? null : reader.GetString(9),
    };
}
