namespace Realtime.SipGateway.Calls;

/// <summary>
/// Makes a webhook be decided once, also across restarts: the claim is committed before accept is sent and before 2xx is answered.
/// Keys: the delivery's <c>webhook-id</c> and the vendor's call id, each unique.
/// </summary>
public interface IClaimLedger
{
    /// <summary>Other gateways keep their claims here too: a webhook may be of a call of theirs.</summary>
    bool IsShared => false;

    /// <summary>Commits a claim. False when the webhook or its call was claimed before. Returns only when durable.</summary>
    ValueTask<bool> TryClaimAsync(WebhookClaim claim, CancellationToken cancellationToken);

    /// <summary>Notes what became of a claim: <c>accepted</c>, <c>rejected</c>, <c>refused:&lt;why&gt;</c>, <c>gone</c>.</summary>
    ValueTask DecideAsync(string webhookId, string decision, CancellationToken cancellationToken);

    /// <summary>Claims without a decision, oldest first: what a dead process left behind.</summary>
    ValueTask<IReadOnlyList<WebhookClaim>> UndecidedAsync(CancellationToken cancellationToken);
}
