using Realtime.SipGateway.Calls;

namespace Realtime.SipGateway.Store;

/// <summary>Claims on webhooks in SQLite; the two unique keys decide races, also between deliveries in one transaction.</summary>
internal sealed class SqliteClaimLedger(StoreWriter writer, StoreFile file, TimeProvider time) : IClaimLedger
{
    public async ValueTask<bool> TryClaimAsync(WebhookClaim claim, CancellationToken cancellationToken) => await writer.WriteAsync(
        statements => statements.Execute(
            """
            INSERT INTO claims (webhook_id, realtime_call_id, target, call_id, claimed_at)
            VALUES ($webhook, $realtime, $target, $call, $at) ON CONFLICT DO NOTHING
            """,
            ("$webhook", claim.WebhookId),
            ("$realtime", claim.RealtimeCallId.Value),
            ("$target", claim.Target),
            ("$call", claim.CallId?.Value),
            ("$at", StoreTime.Write(claim.ClaimedAt))) == 1,
        cancellationToken);

    public async ValueTask DecideAsync(string webhookId, string decision, CancellationToken cancellationToken)
    {
        var at = StoreTime.Write(time.GetUtcNow());
        await writer.WriteAsync(
            statements => statements.Execute(
                "UPDATE claims SET decision = $decision, decided_at = $at WHERE webhook_id = $webhook",
                ("$decision", decision), ("$at", at), ("$webhook", webhookId)),
            cancellationToken);
    }

    public async ValueTask<IReadOnlyList<WebhookClaim>> UndecidedAsync(CancellationToken cancellationToken) =>
        await Task.Run(ReadUndecided, cancellationToken);

    private List<WebhookClaim> ReadUndecided()
    {
        using var connection = file.OpenForReading();
        using var command = connection.CreateCommand();
        command.CommandText =
            "SELECT webhook_id, target, realtime_call_id, call_id, claimed_at FROM claims WHERE decision IS NULL ORDER BY claimed_at";
        var claims = new List<WebhookClaim>();
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            claims.Add(new WebhookClaim(
                reader.GetString(0),
                reader.GetString(1),
                RealtimeCallId.Parse(reader.GetString(2)),
                reader.IsDBNull(3) ? null : CallId.Parse(reader.GetString(3)),
                StoreTime.Read(reader.GetString(4))));
        }

        return claims;
    }
}
