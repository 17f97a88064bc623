namespace Realtime.Sip.B2bua;

/// <summary>Why a call ended; the first cause stands.</summary>
public enum B2buaCause : byte
{
    /// <summary>The call has not ended.</summary>
    None,

    /// <summary>The caller sent CANCEL, or BYE before any answer.</summary>
    CallerCancelled,

    /// <summary>The caller sent BYE.</summary>
    CallerHungUp,

    /// <summary>The caller's leg could not be reached any more, or denied that it knows the dialog.</summary>
    CallerLost,

    /// <summary>The caller's session was not refreshed in time (RFC 4028 §10).</summary>
    CallerExpired,

    /// <summary>The target sent BYE.</summary>
    TargetHungUp,

    /// <summary>The target's leg denied that it knows the dialog.</summary>
    TargetLost,

    /// <summary>The target's session was not refreshed in time (RFC 4028 §10).</summary>
    TargetExpired,

    /// <summary>We refused the INVITE.</summary>
    Rejected,

    /// <summary>We hung up.</summary>
    HungUp,

    /// <summary>A 2xx of ours was never acknowledged.</summary>
    NotAcknowledged,
}
