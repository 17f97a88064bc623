namespace Realtime.SipGateway.Webhooks;

/// <summary>Whether a webhook could be tied to an attempt of ours; each member but the first is a reason to refuse and a metric label.</summary>
internal enum WebhookTieResult
{
    Tied,

    /// <summary>No gateway headers: the INVITE did not pass our edge.</summary>
    TokenMissing,

    /// <summary>No gateway headers either: the sample call that the vendor's dashboard sends to try the endpoint.</summary>
    TestDelivery,

    /// <summary>One without the other, or one twice.</summary>
    TokenAmbiguous,

    /// <summary>Not minted by us for this call, or too old.</summary>
    TokenInvalid,

    /// <summary>The token is ours, the call is over.</summary>
    CallGone,
}
