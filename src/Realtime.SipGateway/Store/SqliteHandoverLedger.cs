using System.Text.Json;
using Microsoft.Data.Sqlite;
using Realtime.SipGateway.Calls;

namespace Realtime.SipGateway.Store;

/// <summary>Handed over calls in SQLite. What is deleted is overwritten: a snapshot holds media keys and numbers.</summary>
internal sealed class SqliteHandoverLedger(StoreWriter writer, StoreFile file, TimeProvider time) : IHandoverLedger
{
    public async ValueTask SaveAsync(
        IReadOnlyList<CallSnapshot> calls, IReadOnlyDictionary<string, ReadOnlyMemory<byte>> policies, CancellationToken cancellationToken)
    {
        var at = StoreTime.Write(time.GetUtcNow());
        await writer.WriteAsync(
            statements =>
            {
                foreach (var (version, document) in policies)
                {
                    statements.Execute(
                        "INSERT OR REPLACE INTO handover_policies (version, document) VALUES ($version, $document)",
                        ("$version", version), ("$document", document.ToArray()));
                }

                foreach (var call in calls)
                {
                    statements.Execute(
                        "INSERT OR REPLACE INTO handovers (call_id, source, saved_at, snapshot) VALUES ($call, $source, $at, $snapshot)",
                        ("$call", call.Id.Value), ("$source", call.Facts.Source.ToString()), ("$at", at),
                        ("$snapshot", JsonSerializer.Serialize(call, CallSnapshotJson.Default.CallSnapshot)));
                }

                return calls.Count;
            },
            cancellationToken);
    }

    public async ValueTask<IReadOnlyDictionary<string, ReadOnlyMemory<byte>>> PoliciesAsync(CancellationToken cancellationToken) => await Task.Run(
        () => Read("SELECT version, document FROM handover_policies", null, static reader => (reader.GetString(0), (byte[])reader.GetValue(1)))
            .ToDictionary(static row => row.Item1, static row => (ReadOnlyMemory<byte>)row.Item2, StringComparer.Ordinal),
        cancellationToken);

    public async ValueTask<IReadOnlyList<CallSnapshot>> CallsAsync(CallSourceKind source, CancellationToken cancellationToken) => await Task.Run(
        () => Read("SELECT snapshot FROM handovers WHERE source = $source ORDER BY call_id", source.ToString(), static reader => Parse(reader.GetString(0)))
            .OfType<CallSnapshot>().ToList(),
        cancellationToken);

    /// <summary>Null for what another version of the gateway wrote: such a call gets its record when its time is over.</summary>
    private static CallSnapshot? Parse(string json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, CallSnapshotJson.Default.CallSnapshot);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public async ValueTask TakenAsync(CallId call, CancellationToken cancellationToken) => await writer.WriteAsync(
        statements =>
        {
            statements.Execute("PRAGMA secure_delete = ON");
            statements.Execute("DELETE FROM handovers WHERE call_id = $call", ("$call", call.Value));
            return statements.Execute("DELETE FROM handover_policies WHERE NOT EXISTS (SELECT 1 FROM handovers)");
        },
        cancellationToken);

    private List<T> Read<T>(string sql, string? source, Func<SqliteDataReader, T> read)
    {
        using var connection = file.OpenForReading();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Constant texts of this class only; values are parameters.
        command.CommandText = sql;
#pragma warning restore CA2100
        if (source is not null)
        {
            command.Parameters.AddWithValue("$source", source);
        }

        var rows = new List<T>();
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            rows.Add(read(reader));
        }

        return rows;
    }
}
