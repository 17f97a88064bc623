using System.Text;
using Realtime.SipGateway.Calls;

namespace Realtime.SipGateway.Store;

/// <summary>Records of calls by what an operator knows of them; only the conditions that are asked for are in the statement.</summary>
internal sealed class StoredCallSearch(StoreDatabase database, NumberMask numbers) : ICallSearch
{
    /// <summary>Of our ids the first characters are the time: fewer would match a whole day.</summary>
    private const int MinBeginning = 12;

    public async ValueTask<IReadOnlyList<CallRecord>> FindAsync(CallQuery query, int count, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, StoredCallEventLog.MaxRecords);
        var (sql, parameters) = Statement(query);
        return await Task.Run(() => database.Read(sql, StoreRows.ReadRecord, [.. parameters, ("@count", count)]), cancellationToken);
    }

    public async ValueTask<CallId?> ResolveAsync(string id, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(id);
        if (CallId.TryParse(id, out var known))
        {
            return known;
        }

        return await Task.Run(() => Find(StoreKeys.Find, ("@id", id)) ?? FindByBeginning(id), cancellationToken);
    }

    private CallId? FindByBeginning(string id)
    {
        var beginning = id.ToLowerInvariant();
        return beginning.Length >= MinBeginning ? Find(StoreKeys.FindByBeginning, ("@id", beginning), ("@end", beginning + "~")) : null;
    }

    private CallId? Find(string sql, params (string Name, object? Value)[] parameters) =>
        database.Read(sql, static reader => (CallId?)CallId.Parse(reader.GetString(0)), parameters).FirstOrDefault();

    private (string Sql, List<(string Name, object? Value)> Parameters) Statement(CallQuery query)
    {
        var sql = new StringBuilder("SELECT record FROM calls WHERE record IS NOT NULL");
        var parameters = new List<(string Name, object? Value)>();
        if (query.Before is { } before)
        {
            sql.Append(query.BeforeCall is null ? " AND started_at < @before" : " AND (started_at < @before OR (started_at = @before AND call_id < @last))");
            parameters.Add(("@before", StoreTime.Write(before)));
            if (query.BeforeCall is { } last)
            {
                parameters.Add(("@last", last.Value));
            }
        }

        Where("started_at >=", "@from", query.From is { } from ? StoreTime.Write(from) : null);
        Where("started_at <", "@to", query.To is { } to ? StoreTime.Write(to) : null);
        Where("call_id =", "@id", query.Call?.Value);
        Where("trunk =", "@trunk", query.Trunk);
        Where("agent =", "@agent", query.Agent);
        Where("rule =", "@rule", query.Rule);
        Where("cause =", "@cause", query.Cause?.ToString());
        Where("ended_by =", "@by", query.EndedBy?.ToString());
        WhereNumber(sql, parameters, "@caller", query.Caller, "caller");
        WhereNumber(sql, parameters, "@dialled", query.Dialled, "dialled");
        WhereNumber(sql, parameters, "@number", query.Number, "caller", "dialled");
        sql.Append(" ORDER BY started_at DESC, call_id DESC LIMIT @count");
        return (sql.ToString(), parameters);

        void Where(string condition, string name, string? value)
        {
            if (value is not null)
            {
                sql.Append(" AND ").Append(condition).Append(' ').Append(name);
                parameters.Add((name, value));
            }
        }
    }

    /// <summary>A whole number is sought as it is kept; of one that is not kept as it is, a beginning finds nothing.</summary>
    private void WhereNumber(
        StringBuilder sql, List<(string Name, object? Value)> parameters, string name, string? value, params ReadOnlySpan<string> columns)
    {
        if (value is null)
        {
            return;
        }

        sql.Append(" AND (");
        for (var index = 0; index < columns.Length; index++)
        {
            sql.Append(index == 0 ? "" : " OR ")
                .Append(value.EndsWith('*') ? $"substr({columns[index]}, 1, length({name})) = {name}" : $"{columns[index]} = {Sought(columns[index])}");
        }

        sql.Append(')');
        parameters.Add((name, value.TrimEnd('*')));

        string Sought(string column)
        {
            if (column != "caller" || numbers.Apply(value) is not { } kept || kept == value)
            {
                return name;
            }

            parameters.Add((name + "_kept", kept));
            return name + "_kept";
        }
    }
}
