using System.Data.Common;
using Microsoft.Extensions.Options;
using Realtime.SipGateway.Calls;

namespace Realtime.SipGateway.Store;

/// <summary>
/// Claims on webhooks; the two unique keys decide races, between deliveries in one transaction as between nodes. Each node takes up its own
/// claims again, and those of nodes that are gone.
/// </summary>
internal sealed class StoredClaimLedger(StoreWriter writer, StoreDatabase database, IOptions<CallsOptions> options, TimeProvider time) : IClaimLedger
{
    public bool IsShared => database is PostgresDatabase;

    public async ValueTask<bool> TryClaimAsync(WebhookClaim claim, CancellationToken cancellationToken) => await writer.WriteAsync(
        statements => statements.Execute(
            """
            INSERT INTO claims (webhook_id, realtime_call_id, target, call_id, claimed_at, node)
            VALUES (@webhook, @realtime, @target, @call, @at, @node) ON CONFLICT DO NOTHING
            """,
            ("@webhook", claim.WebhookId),
            ("@realtime", claim.RealtimeCallId.Value),
            ("@target", claim.Target),
            ("@call", claim.CallId?.Value),
            ("@at", StoreTime.Write(claim.ClaimedAt)),
            ("@node", options.Value.Node)) == 1,
        cancellationToken);

    public async ValueTask DecideAsync(string webhookId, string decision, CancellationToken cancellationToken)
    {
        var at = StoreTime.Write(time.GetUtcNow());
        await writer.WriteAsync(
            statements => statements.Execute(
                "UPDATE claims SET decision = @decision, decided_at = @at WHERE webhook_id = @webhook",
                ("@decision", decision), ("@at", at), ("@webhook", webhookId)),
            cancellationToken);
    }

    public async ValueTask<IReadOnlyList<WebhookClaim>> UndecidedAsync(CancellationToken cancellationToken) => await Task.Run(
        () => database.Read(
            $"""
            SELECT webhook_id, target, realtime_call_id, call_id, claimed_at FROM claims
            WHERE decision IS NULL AND {StoreNodes.OwnOrGone} ORDER BY claimed_at
            """,
            ReadClaim,
            StoreNodes.Parameters(database, options.Value.Node, time)),
        cancellationToken);

    private static WebhookClaim ReadClaim(DbDataReader reader) => new(
        reader.GetString(0),
        reader.GetString(1),
        RealtimeCallId.Parse(reader.GetString(2)),
        reader.IsDBNull(3) ? null : CallId.Parse(reader.GetString(3)),
        StoreTime.Read(reader.GetString(4)));
}
