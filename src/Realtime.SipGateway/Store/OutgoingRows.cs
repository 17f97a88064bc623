using System.Data.Common;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Outgoing;

namespace Realtime.SipGateway.Store;

/// <summary>Rows of what endpoints are to be told.</summary>
internal static class OutgoingRows
{
    public const string Columns = "id, endpoint, type, call_id, at, due_at, state, attempts, tried_at, status, fault";

    /// <summary>Notes a fact in the transaction of what it tells; it is given to endpoints later.</summary>
    public static void Note(StoreStatements statements, string call, string type, string at) => statements.Execute(
        "INSERT INTO outgoing_facts (call_id, type, at) VALUES (@call, @type, @at) ON CONFLICT DO NOTHING",
        ("@call", call), ("@type", type), ("@at", at));

    /// <summary>Everything that would still be told of a call.</summary>
    public static void Delete(StoreStatements statements, string call)
    {
        statements.Execute("DELETE FROM outgoing_facts WHERE call_id = @call", ("@call", call));
        statements.Execute("DELETE FROM outgoing WHERE call_id = @call", ("@call", call));
    }

    public static OutgoingDelivery Read(DbDataReader reader) => new(
        reader.GetString(0), reader.GetString(1), reader.GetString(2), CallId.Parse(reader.GetString(3)),
        StoreTime.Read(reader.GetString(4)), StoreTime.Read(reader.GetString(5)))
    {
        State = Enum.Parse<OutgoingState>(reader.GetString(6)),
        Attempts = (int)reader.GetInt64(7),
        TriedAt = reader.IsDBNull(8) ? null : StoreTime.Read(reader.GetString(8)),
        Status = reader.IsDBNull(9) ? null : (int)reader.GetInt64(9),
        Fault = reader.IsDBNull(10) ? null : reader.GetString(10),
    };
}
