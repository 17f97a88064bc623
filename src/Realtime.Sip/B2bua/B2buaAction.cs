namespace Realtime.Sip.B2bua;

/// <summary>All that a call can be told to do. "It" is the message of the input at hand.</summary>
internal enum B2buaAction : byte
{
    None,

    // :: Caller's first INVITE
    SendRinging,
    AnswerCaller,
    RefuseCaller,

    // :: Target's first INVITE
    InviteTarget,
    NoteProvisional,
    CancelAttempt,
    AckTarget,

    /// <summary>Tell who dialled how the attempt ended.</summary>
    FinishDial,

    // :: Legs that are not ours to keep
    AckStray,
    ByeStray,

    // :: End
    ByeCaller,
    ByeTarget,
    StartDrain,

    /// <summary>The outcome stands; no leg is up.</summary>
    Complete,

    /// <summary>Nothing more is awaited from the wire.</summary>
    Settle,

    // :: Answers to the request at hand
    AnswerOk,

    /// <summary>2xx with the last body that this leg got.</summary>
    AnswerFromLastBody,

    /// <summary>491: an offer of the other side is under way (RFC 3261 §14.2).</summary>
    AnswerPending,

    /// <summary>500 with Retry-After: an earlier request of this side is under way (RFC 3261 §14.2).</summary>
    AnswerBusy,

    /// <summary>481: no such dialog any more.</summary>
    AnswerGone,
    AskRefer,

    // :: The offer under way
    RelayToTarget,
    RelayToCaller,

    /// <summary>Pass the 2xx back to who made the offer.</summary>
    AnswerExchange,

    /// <summary>Refuse the offer to who made it; the call stays.</summary>
    RefuseExchange,

    /// <summary>487 to who made the offer: the call is over.</summary>
    CloseExchange,
    CancelExchange,
    AckExchangeToTarget,
    AckExchangeToCaller,
    AckStale,

    // :: A bridge to another target
    StartBridge,

    /// <summary>Tell who asked for a bridge that there can be none now.</summary>
    RefuseBridge,

    /// <summary>The call is over: whoever is being called, or has answered, is let go.</summary>
    StopBridge,

    /// <summary>The target is gone, the caller stays for whoever is being called.</summary>
    LoseTarget,
    ReInviteCaller,

    /// <summary>The caller's leg has another offer under way: try again soon.</summary>
    DeferReInvite,

    /// <summary>BYE to the target that the caller is taken from.</summary>
    DismissTarget,

    /// <summary>Who was called is the target from now on.</summary>
    AdoptTarget,

    // :: Session timers
    RefreshCaller,
    RefreshTarget,

    /// <summary>The timer of the caller's session comes at a bad moment: later.</summary>
    PostponeCaller,
    PostponeTarget,
}
