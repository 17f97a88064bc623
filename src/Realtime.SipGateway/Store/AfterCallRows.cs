using System.Data.Common;
using System.Text.Json;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Afterwards;
using Realtime.SipGateway.Calls.Events;

namespace Realtime.SipGateway.Store;

/// <summary>Rows of what text models make of calls.</summary>
internal static class AfterCallRows
{
    public const string Columns = "call_id, agent, at, due_at, target, definition, result, attempts";

    public static void Plan(StoreStatements statements, AfterCallWork work) => statements.Execute(
        """
        INSERT INTO after_calls (call_id, agent, state, at, due_at, target, definition, result, attempts)
        VALUES (@call, @agent, 'Pending', @at, @due, @target, @definition, @result, 0) ON CONFLICT DO NOTHING
        """,
        ("@call", work.CallId.Value), ("@agent", work.Agent), ("@at", StoreTime.Write(work.At)), ("@due", StoreTime.Write(work.DueAt)), ("@target", work.Target),
        ("@definition", work.Definition), ("@result", Write(work.Result)));

    public static void Delete(StoreStatements statements, string call) => statements.Execute("DELETE FROM after_calls WHERE call_id = @call", ("@call", call));

    /// <summary>A record as it is to be written: what was spent after the call counts. Records of live calls never hold it.</summary>
    public static CallRecord WithSpend(StoreStatements statements, CallRecord record)
    {
        var results = statements.QueryAll(
            "SELECT result FROM after_calls WHERE call_id = @call AND state = 'Done'", static reader => Read(reader.GetString(0)), ("@call", record.CallId.Value));
        return results.Count == 0 ? record : WithSpend(record, results[0]);
    }

    public static CallRecord WithSpend(CallRecord record, AfterCallResult result) => record with
    {
        InputTokens = record.InputTokens + result.InputTokens,
        OutputTokens = record.OutputTokens + result.OutputTokens,
        CachedTokens = record.CachedTokens + result.CachedTokens,
        Cost = result.Cost is { } cost ? (record.Cost ?? 0m) + cost : record.Cost,
        Currency = result.Cost is null ? record.Currency : result.Currency,
        UnpricedResponses = record.UnpricedResponses + result.Unpriced,
    };

    /// <summary>A record with what was made of its call; columns <c>record, result</c>, the second null when nothing was asked.</summary>
    public static CallRecord ReadWhole(DbDataReader reader)
    {
        var record = StoreRows.ReadRecord(reader);
        return reader.IsDBNull(1) ? record : record with { AfterCall = Read(reader.GetString(1)) };
    }

    public static AfterCallWork ReadWork(DbDataReader reader) => new(
        CallId.Parse(reader.GetString(0)), reader.GetString(1), StoreTime.Read(reader.GetString(2)), StoreTime.Read(reader.GetString(3)),
        reader.IsDBNull(4) ? null : reader.GetString(4), reader.GetString(5), Read(reader.GetString(6)))
    {
        Attempts = (int)reader.GetInt64(7),
    };

    public static string Write(AfterCallResult result) => JsonSerializer.Serialize(result, CallEventJson.Default.AfterCallResult);

    private static AfterCallResult Read(string json) =>
        JsonSerializer.Deserialize(json, CallEventJson.Default.AfterCallResult) ?? throw new StoreException("A stored result is null.");
}
