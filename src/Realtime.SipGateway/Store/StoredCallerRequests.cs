using System.Data.Common;
using Realtime.SipGateway.Calls;

namespace Realtime.SipGateway.Store;

/// <summary>Call backs and messages in the store.</summary>
internal sealed class StoredCallerRequests(StoreWriter writer, StoreDatabase database, TimeProvider time) : ICallerRequests
{
    private const string Columns =
        "SELECT id, kind, call_id, at, text, agent, name, number, wanted_at, recipient, urgent, done_at, done_by, note FROM caller_requests";

    public async ValueTask AddAsync(CallerRequest request, CancellationToken cancellationToken) => await writer.WriteAsync(
        statements => statements.Execute(
            """
            INSERT INTO caller_requests (id, kind, call_id, at, text, agent, name, number, wanted_at, recipient, urgent)
            VALUES (@id, @kind, @call, @at, @text, @agent, @name, @number, @wanted, @recipient, @urgent) ON CONFLICT DO NOTHING
            """,
            ("@id", request.Id), ("@kind", request.Kind.ToString()), ("@call", request.CallId.Value), ("@at", StoreTime.Write(request.At)),
            ("@text", request.Text), ("@agent", request.Agent), ("@name", request.Name), ("@number", request.Number),
            ("@wanted", request.WantedAt is { } wanted ? StoreTime.Write(wanted) : null), ("@recipient", request.Recipient),
            ("@urgent", request.Urgent ? 1 : 0)),
        cancellationToken);

    public async ValueTask<IReadOnlyList<CallerRequest>> ListAsync(
        CallerRequestKind kind, bool? done, int count, DateTimeOffset? before, CancellationToken cancellationToken)
    {
        var state = done switch
        {
            true => " AND done_at IS NOT NULL",
            false => " AND done_at IS NULL",
            null => "",
        };
        return await Task.Run(
            () => database.Read(
                $"{Columns} WHERE kind = @kind AND at < @before{state} ORDER BY at DESC, id LIMIT @count", Read,
                ("@kind", kind.ToString()), ("@before", StoreTime.Write(before ?? DateTimeOffset.MaxValue)), ("@count", count)),
            cancellationToken);
    }

    public async ValueTask<bool> FinishAsync(CallerRequestKind kind, string id, string who, string? note, CancellationToken cancellationToken)
    {
        var at = StoreTime.Write(time.GetUtcNow());
        return await writer.WriteAsync(
            statements => statements.Execute(
                "UPDATE caller_requests SET done_at = @at, done_by = @who, note = @note WHERE id = @id AND kind = @kind AND done_at IS NULL",
                ("@at", at), ("@who", who), ("@note", note), ("@id", id), ("@kind", kind.ToString())) == 1,
            cancellationToken);
    }

    private static CallerRequest Read(DbDataReader reader) => new(
        reader.GetString(0), Enum.Parse<CallerRequestKind>(reader.GetString(1)), CallId.Parse(reader.GetString(2)), StoreTime.Read(reader.GetString(3)),
        reader.GetString(4))
    {
        Agent = Text(reader, 5),
        Name = Text(reader, 6),
        Number = Text(reader, 7),
        WantedAt = Text(reader, 8) is { } wanted ? StoreTime.Read(wanted) : null,
        Recipient = Text(reader, 9),
        Urgent = reader.GetInt64(10) == 1,
        DoneAt = Text(reader, 11) is { } done ? StoreTime.Read(done) : null,
        DoneBy = Text(reader, 12),
        Note = Text(reader, 13),
    };

    private static string? Text(DbDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
}
