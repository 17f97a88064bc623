namespace Realtime.SipGateway.Webhooks;

/// <summary>What became of a verified delivery of a call.</summary>
internal enum WebhookIntakeResult
{
    /// <summary>Claimed: it will be decided, here or after a restart.</summary>
    Taken,

    /// <summary>Claimed before.</summary>
    Duplicate,

    /// <summary>Too many are being decided.</summary>
    Busy,

    /// <summary>The call may be another gateway's.</summary>
    Elsewhere,

    /// <summary>The claim could not be made durable.</summary>
    StoreFailed,
}
