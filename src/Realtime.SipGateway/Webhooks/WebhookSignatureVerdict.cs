namespace Realtime.SipGateway.Webhooks;

/// <summary>What a webhook's signature says: a closed set, each member a metric label.</summary>
internal enum WebhookSignatureVerdict
{
    Valid,

    /// <summary><c>webhook-id</c>, <c>webhook-timestamp</c> or <c>webhook-signature</c> is missing, repeated or too long.</summary>
    HeadersInvalid,

    /// <summary>The timestamp is no number.</summary>
    TimestampInvalid,

    TooOld,

    TooNew,

    /// <summary>No signature fits any of the target's secrets.</summary>
    NoMatch,
}
