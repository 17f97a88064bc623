namespace Realtime.SipGateway.Calls;

/// <summary>How a transfer came out.</summary>
public enum TransferStatus
{
    /// <summary>The caller is with the one who was asked for.</summary>
    Completed,

    /// <summary>The carrier or the vendor took it over and does not tell what came of it.</summary>
    Unconfirmed,

    /// <summary>It was tried; the caller is where it was.</summary>
    Failed,

    /// <summary>The target is not one that this agent may transfer to; nothing was tried.</summary>
    NotAllowed,

    /// <summary>The call is in no state for it, or has no way to; nothing was tried.</summary>
    NotPossible,
}
