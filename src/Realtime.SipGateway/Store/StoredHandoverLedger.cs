using System.Text.Json;
using Microsoft.Extensions.Options;
using Realtime.SipGateway.Calls;

namespace Realtime.SipGateway.Store;

/// <summary>
/// Handed over calls. What is deleted is overwritten in a file: a snapshot holds media keys and numbers. Where nodes share a database, the next
/// process of the same node takes the calls up: their dialogs are bound to its addresses.
/// </summary>
internal sealed class StoredHandoverLedger(StoreWriter writer, StoreDatabase database, SnapshotSeal seal, IOptions<CallsOptions> options, TimeProvider time)
    : IHandoverLedger
{
    private const string OwnOnly = "(@alone = 1 OR node = @me)";

    public async ValueTask SaveAsync(
        IReadOnlyList<CallSnapshot> calls, IReadOnlyDictionary<string, ReadOnlyMemory<byte>> policies, CancellationToken cancellationToken)
    {
        var at = StoreTime.Write(time.GetUtcNow());

        // Before the writer works: keys that are made at this moment are stored by the same writer.
        var sealedCalls = calls.Select(seal.Close).ToList();
        await writer.WriteAsync(
            statements =>
            {
                foreach (var (version, document) in policies)
                {
                    statements.Execute(
                        """
                        INSERT INTO handover_policies (version, document) VALUES (@version, @document)
                        ON CONFLICT (version) DO UPDATE SET document = excluded.document
                        """,
                        ("@version", version), ("@document", document.ToArray()));
                }

                foreach (var call in sealedCalls)
                {
                    statements.Execute(
                        """
                        INSERT INTO handovers (call_id, source, saved_at, snapshot, node) VALUES (@call, @source, @at, @snapshot, @node)
                        ON CONFLICT (call_id) DO UPDATE SET
                            source = excluded.source, saved_at = excluded.saved_at, snapshot = excluded.snapshot, node = excluded.node
                        """,
                        ("@call", call.Id.Value), ("@source", call.Facts.Source.ToString()), ("@at", at),
                        ("@snapshot", JsonSerializer.Serialize(call, CallSnapshotJson.Default.CallSnapshot)), ("@node", options.Value.Node));
                }

                return sealedCalls.Count;
            },
            cancellationToken);
    }

    public async ValueTask<IReadOnlyDictionary<string, ReadOnlyMemory<byte>>> PoliciesAsync(CancellationToken cancellationToken) => await Task.Run(
        () => database.Read("SELECT version, document FROM handover_policies", static reader => (reader.GetString(0), (byte[])reader.GetValue(1)))
            .ToDictionary(static row => row.Item1, static row => (ReadOnlyMemory<byte>)row.Item2, StringComparer.Ordinal),
        cancellationToken);

    public async ValueTask<IReadOnlyList<CallSnapshot>> CallsAsync(CallSourceKind source, CancellationToken cancellationToken) => await Task.Run(
        () => database.Read(
                $"SELECT snapshot FROM handovers WHERE source = @source AND {OwnOnly} ORDER BY call_id",
                reader => Parse(reader.GetString(0)),
                ("@source", source.ToString()), ("@alone", database.IsShared ? 0 : 1), ("@me", options.Value.Node))
            .OfType<CallSnapshot>().ToList(),
        cancellationToken);

    public async ValueTask TakenAsync(CallId call, CancellationToken cancellationToken) => await writer.WriteAsync(
        statements =>
        {
            statements.Execute("DELETE FROM handovers WHERE call_id = @call", ("@call", call.Value));
            return statements.Execute("DELETE FROM handover_policies WHERE NOT EXISTS (SELECT 1 FROM handovers)");
        },
        cancellationToken);

    /// <summary>Null for what another version of the gateway wrote: such a call gets its record when its time is over.</summary>
    private CallSnapshot? Parse(string json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, CallSnapshotJson.Default.CallSnapshot) is { } call ? seal.Open(call) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
