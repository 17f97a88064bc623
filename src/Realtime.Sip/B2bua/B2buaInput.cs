namespace Realtime.Sip.B2bua;

/// <summary>All that can happen to a call.</summary>
internal enum B2buaInput : byte
{
    // :: By us
    Ring,
    Dial,

    /// <summary>Give up the current attempt: its deadline is over, or the owner has a better idea.</summary>
    Abandon,
    Reject,
    HangUp,

    /// <summary>The wait before the target's BYE is over.</summary>
    Drained,

    // :: By the caller
    CallerCancel,
    CallerAck,
    CallerBye,

    /// <summary>Our BYE to the caller was answered, or will not be.</summary>
    CallerByeDone,

    /// <summary>Nothing can be delivered to the caller, or it denied the dialog.</summary>
    CallerLost,

    /// <summary>A 2xx of ours to an INVITE of the caller's stayed without ACK.</summary>
    CallerAckTimeout,

    /// <summary>A reliable provisional response of ours stayed without PRACK (RFC 3262 §3).</summary>
    CallerPrackTimeout,

    /// <summary>A re-INVITE that is answered on this leg alone.</summary>
    CallerRefresh,

    /// <summary>A re-INVITE that is to be passed on.</summary>
    CallerReInvite,

    /// <summary>An UPDATE with an offer that is to be passed on.</summary>
    CallerUpdate,

    /// <summary>A request without an offer that is to be passed on.</summary>
    CallerInfo,
    CallerRefer,

    // :: By the target
    TargetProvisional,
    TargetAnswered,
    TargetRejected,
    TargetTimeout,
    TargetAck,
    TargetBye,
    TargetByeDone,
    TargetLost,
    TargetAckTimeout,
    TargetRefresh,
    TargetReInvite,
    TargetUpdate,
    TargetInfo,
    TargetRefer,

    /// <summary>A further 2xx to an INVITE that was answered already, from another branch of a fork.</summary>
    ForkAnswered,

    /// <summary>A 2xx to an INVITE that we had cancelled.</summary>
    CancelledAnswered,

    /// <summary>A final refusal, or silence, to an INVITE that we had cancelled.</summary>
    CancelledFinished,

    // :: About the offer under way
    ExchangeAnswered,
    ExchangeRefused,

    /// <summary>The target refused the caller's re-INVITE, which only puts it on hold or takes it back: that can be answered here.</summary>
    ExchangeHeld,

    /// <summary>Who sent the re-INVITE under way cancelled it, or it takes too long. Its final answer is still to come.</summary>
    ExchangeCancelled,

    /// <summary>A 2xx to a re-INVITE of ours that nobody waits for any more.</summary>
    StaleAnswered,

    // :: About a bridge to another target
    /// <summary>Call somebody else for the caller, who stays with the target meanwhile.</summary>
    Bridge,

    /// <summary>Nobody was reached, or nobody wants it any more; our re-INVITE, if there was one, is over.</summary>
    BridgeFailed,

    /// <summary>Who was called has answered: the caller is to be sent a re-INVITE.</summary>
    Retarget,

    /// <summary>The caller refused our re-INVITE; it may be sent again.</summary>
    RetargetRefused,

    /// <summary>The caller and who was called have each other's session description.</summary>
    Bridged,

    // :: By session timers
    /// <summary>A re-INVITE of ours that refreshes the caller's leg is due.</summary>
    CallerRefreshDue,

    /// <summary>Our refresh has its final answer, or will have none.</summary>
    CallerRefreshDone,

    /// <summary>Nobody refreshed the caller's session in time.</summary>
    CallerExpired,
    TargetRefreshDue,
    TargetRefreshDone,
    TargetExpired,
}
