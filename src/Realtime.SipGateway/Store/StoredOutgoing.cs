using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Afterwards;
using Realtime.SipGateway.Calls.Outgoing;

namespace Realtime.SipGateway.Store;

/// <summary>The outbox: facts, what is made of them for each endpoint, and who sends it now. Several nodes may work on it at once.</summary>
internal sealed class StoredOutgoing(StoreWriter writer, StoreDatabase database, TimeProvider time) : IOutgoingLedger
{
    private const string IsFree = "state = 'Pending' AND due_at <= @now AND (lease_until IS NULL OR lease_until < @now)";

    /// <summary>The end of a call is not told before its start was tried once.</summary>
    private const string IsInOrder =
        """
        NOT EXISTS (SELECT 1 FROM outgoing AS s WHERE s.call_id = o.call_id AND s.endpoint = o.endpoint AND s.id <> o.id AND o.type = 'call.ended'
            AND s.type = 'call.started' AND s.state = 'Pending' AND (s.attempts = 0 OR s.lease_until >= @now))
        """;

    public async ValueTask<IReadOnlyList<OutgoingFact>> FactsAsync(int count, CancellationToken cancellationToken) => await ReadAsync(
        () => database.Read(
            "SELECT call_id, type, at FROM outgoing_facts ORDER BY at, type LIMIT @count",
            static reader => new OutgoingFact(CallId.Parse(reader.GetString(0)), reader.GetString(1), StoreTime.Read(reader.GetString(2))),
            ("@count", count)),
        cancellationToken);

    public async ValueTask PlanAsync(
        IReadOnlyList<OutgoingFact> facts, IReadOnlyList<OutgoingDelivery> deliveries, IReadOnlyList<AfterCallWork> works, CancellationToken cancellationToken) =>
        await writer.WriteAsync(
            statements =>
            {
                // A call that was erased meanwhile has no fact any more: nothing is told of it.
                var left = facts.Where(fact => statements.Execute(
                    "DELETE FROM outgoing_facts WHERE call_id = @call AND type = @type", ("@call", fact.CallId.Value), ("@type", fact.Type)) == 1)
                    .Select(static fact => (fact.CallId, fact.Type)).ToHashSet();
                foreach (var one in deliveries.Where(one => left.Contains((one.CallId, one.Type))))
                {
                    statements.Execute(
                        """
                        INSERT INTO outgoing (id, endpoint, type, call_id, at, due_at, state, attempts)
                        VALUES (@id, @endpoint, @type, @call, @at, @due, 'Pending', 0) ON CONFLICT DO NOTHING
                        """,
                        ("@id", one.Id), ("@endpoint", one.Endpoint), ("@type", one.Type), ("@call", one.CallId.Value),
                        ("@at", StoreTime.Write(one.At)), ("@due", StoreTime.Write(one.DueAt)));
                }

                foreach (var work in works.Where(one => left.Contains((one.CallId, OutgoingTypes.Ended))))
                {
                    AfterCallRows.Plan(statements, work);
                }

                return 0;
            },
            cancellationToken);

    public async ValueTask<IReadOnlyList<OutgoingDelivery>> TakeAsync(string endpoint, int count, TimeSpan lease, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        // Looked at without the writer first: most of the time there is nothing.
        var any = await ReadAsync(
            () => database.Read(
                $"SELECT o.id FROM outgoing AS o WHERE endpoint = @endpoint AND {IsFree} AND {IsInOrder} LIMIT 1", static reader => reader.GetString(0),
                ("@endpoint", endpoint), ("@now", StoreTime.Write(now))),
            cancellationToken);
        if (any.Count == 0)
        {
            return [];
        }

        // The condition stands outside too: of two nodes that chose the same row, the later one sees it changed and leaves it.
        return await writer.WriteAsync(
            statements => statements.QueryAll(
                $"""
                UPDATE outgoing SET lease_until = @until, tried_at = @now, attempts = attempts + 1
                WHERE {IsFree} AND id IN (
                    SELECT o.id FROM outgoing AS o WHERE endpoint = @endpoint AND {IsFree} AND {IsInOrder} ORDER BY due_at LIMIT @count)
                RETURNING {OutgoingRows.Columns}
                """,
                OutgoingRows.Read,
                ("@until", StoreTime.Write(now + lease)), ("@now", StoreTime.Write(now)), ("@endpoint", endpoint), ("@count", count)),
            // What is taken must be known to the caller, also when it stops: it gives it back.
            CancellationToken.None);
    }

    public async ValueTask SettleAsync(string id, OutgoingResult result, CancellationToken cancellationToken) => await writer.WriteAsync(
        statements => statements.Execute(
            """
            UPDATE outgoing SET state = @state, due_at = @due, status = @status, fault = @fault, attempts = attempts - @uncounted, lease_until = NULL
            WHERE id = @id AND lease_until IS NOT NULL
            """,
            ("@state", result.State.ToString()), ("@due", StoreTime.Write(result.DueAt)), ("@status", (long?)result.Status), ("@fault", result.Fault), ("@uncounted", result.Counts ? 0 : 1),
            ("@id", id)),
        cancellationToken);

    public async ValueTask<IReadOnlyList<OutgoingDelivery>> ListAsync(
        OutgoingState? state, string? endpoint, CallId? call, int count, DateTimeOffset? before, string? beforeId, CancellationToken cancellationToken)
    {
        // One event's deliveries to several endpoints have the same time: a page may end between them.
        var conditions = new List<string> { "(at, id) < (@before, @before_id)" };
        var parameters = new List<(string Name, object? Value)>
        {
            ("@before", StoreTime.Write(before ?? DateTimeOffset.MaxValue)), ("@before_id", beforeId ?? ""), ("@count", count),
        };
        Where("state", state?.ToString());
        Where("endpoint", endpoint);
        Where("call_id", call?.Value);
        return await ReadAsync(
            () => database.Read(
                $"SELECT {OutgoingRows.Columns} FROM outgoing WHERE {string.Join(" AND ", conditions)} ORDER BY at DESC, id DESC LIMIT @count",
                OutgoingRows.Read, [.. parameters]),
            cancellationToken);

        void Where(string column, string? value)
        {
            if (value is not null)
            {
                conditions.Add($"{column} = @{column}");
                parameters.Add(("@" + column, value));
            }
        }
    }

    public async ValueTask<bool> RedeliverAsync(string id, CancellationToken cancellationToken)
    {
        var now = StoreTime.Write(time.GetUtcNow());
        return await writer.WriteAsync(
            statements => statements.Execute(
                "UPDATE outgoing SET state = 'Pending', due_at = @now, attempts = 0, lease_until = NULL WHERE id = @id", ("@now", now), ("@id", id)) == 1,
            cancellationToken);
    }

    public async ValueTask<int> AbandonAsync(IReadOnlyList<string> endpoints, DateTimeOffset before, CancellationToken cancellationToken)
    {
        var names = endpoints.Select(static (_, index) => $"@e{index}").ToArray();
        var others = names.Length == 0 ? "" : $"AND endpoint NOT IN ({string.Join(", ", names)})";
        return await writer.WriteAsync(
            statements => statements.Execute(
                $"""
                UPDATE outgoing SET state = 'Failed', fault = 'no endpoint of this name is configured any more', lease_until = NULL
                WHERE state = 'Pending' AND due_at < @before {others}
                """,
                [("@before", StoreTime.Write(before)), .. names.Select((name, index) => (name, (object?)endpoints[index]))]),
            cancellationToken);
    }

    public async ValueTask<IReadOnlyList<OutgoingBacklog>> BacklogAsync(CancellationToken cancellationToken) => await ReadAsync(
        () => database.Read(
            """
            SELECT endpoint, sum(CASE WHEN state = 'Pending' THEN 1 ELSE 0 END), min(CASE WHEN state = 'Pending' THEN at END),
                sum(CASE WHEN state = 'Failed' THEN 1 ELSE 0 END)
            FROM outgoing WHERE state <> 'Delivered' GROUP BY endpoint
            """,
            static reader => new OutgoingBacklog(
                reader.GetString(0), Convert.ToInt64(reader.GetValue(1), null), reader.IsDBNull(2) ? null : StoreTime.Read(reader.GetString(2)),
                Convert.ToInt64(reader.GetValue(3), null))),
        cancellationToken);

    public async ValueTask<IReadOnlyList<OutgoingStop>> StopsAsync(CancellationToken cancellationToken) => await ReadAsync(
        () => database.Read(
            "SELECT endpoint, url, at FROM outgoing_stops",
            static reader => new OutgoingStop(reader.GetString(0), reader.GetString(1), StoreTime.Read(reader.GetString(2)))),
        cancellationToken);

    public async ValueTask StopAsync(OutgoingStop stop, CancellationToken cancellationToken) => await writer.WriteAsync(
        statements => statements.Execute(
            """
            INSERT INTO outgoing_stops (endpoint, url, at) VALUES (@endpoint, @url, @at)
            ON CONFLICT (endpoint) DO UPDATE SET url = excluded.url, at = excluded.at
            """,
            ("@endpoint", stop.Endpoint), ("@url", stop.Address), ("@at", StoreTime.Write(stop.At))),
        cancellationToken);

    public async ValueTask<bool> ResumeAsync(string endpoint, CancellationToken cancellationToken) => await writer.WriteAsync(
        statements => statements.Execute("DELETE FROM outgoing_stops WHERE endpoint = @endpoint", ("@endpoint", endpoint)) == 1, cancellationToken);

    private static Task<List<T>> ReadAsync<T>(Func<List<T>> read, CancellationToken cancellationToken) => Task.Run(read, cancellationToken);
}
