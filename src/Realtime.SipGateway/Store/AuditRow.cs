using System.Data.Common;
using System.Text.Json;
using Realtime.SipGateway.Calls;

namespace Realtime.SipGateway.Store;

/// <summary>An audit entry exactly as the table holds it: its hash is over these texts.</summary>
internal sealed record AuditRow(
    long Seq, string At, string Actor, string Action, string Object, string? Detail, string? Note, string? Remote, string PrevHash, string Hash)
{
    public const string Columns = "seq, at, actor, action, object, detail, note, remote, prev_hash, hash";

    public static AuditRow Read(DbDataReader reader) => new(
        reader.GetInt64(0), reader.GetString(1), reader.GetString(2), reader.GetString(3), reader.GetString(4),
        Optional(reader, 5), Optional(reader, 6), Optional(reader, 7), reader.GetString(8), reader.GetString(9));

    public AuditRecord ToRecord() => new(Seq, StoreTime.Read(At), Actor, Action, Object, ParseDetail(), Note, Remote, PrevHash, Hash);

    private static string? Optional(DbDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    /// <summary>Somebody who altered the table may have left no JSON: the text is shown all the same.</summary>
    private JsonElement? ParseDetail()
    {
        if (Detail is null)
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(Detail);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return JsonSerializer.SerializeToElement(Detail);
        }
    }
}
