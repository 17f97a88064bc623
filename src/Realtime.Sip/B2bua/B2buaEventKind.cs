namespace Realtime.Sip.B2bua;

/// <summary>What an observer of a call is told.</summary>
public enum B2buaEventKind : byte
{
    /// <summary>180 went to the caller.</summary>
    Ringing,

    /// <summary>An INVITE went to a target.</summary>
    InviteSent,

    /// <summary>A target answered 1xx.</summary>
    Provisional,

    /// <summary>A target's 1xx was passed on to the caller; the message is what the caller got.</summary>
    Progress,

    /// <summary>A target refused.</summary>
    Refused,

    /// <summary>CANCEL was asked for: sent as soon as the target has answered at all.</summary>
    CancelSent,

    /// <summary>A target answered 2xx and the caller has it.</summary>
    Answered,

    /// <summary>The caller's ACK is in.</summary>
    CallerAcknowledged,

    /// <summary>Our ACK went to the target.</summary>
    TargetAcknowledged,

    /// <summary>The caller's INVITE got a final refusal.</summary>
    CallerRefused,

    /// <summary>BYE came from that side.</summary>
    ByeReceived,

    /// <summary>BYE went to that side.</summary>
    ByeSent,

    /// <summary>Our BYE to that side came to its end: the status is its answer, 0 when there was none.</summary>
    ByeEnded,

    /// <summary>An attempt that was given up came to its end: the status is the final answer, 0 when there was none.</summary>
    AttemptEnded,

    /// <summary>A session refresh of that side was answered on its leg.</summary>
    Refreshed,

    /// <summary>The session of that side was refreshed by us (RFC 4028); the message is our request.</summary>
    SessionRefreshed,

    /// <summary>An offer of that side was passed on.</summary>
    OfferRelayed,

    /// <summary>An offer of that side was answered by the other.</summary>
    OfferAnswered,

    /// <summary>An offer of that side was refused, by the other or by us; the call stays.</summary>
    OfferRefused,

    /// <summary>The side answered an offer that repeated the last one with something new: the other side does not know of it.</summary>
    MediaDiverged,

    /// <summary>REFER came from that side.</summary>
    ReferReceived,

    /// <summary>REFER went to that side.</summary>
    ReferSent,

    /// <summary>The caller is connected to another target than before.</summary>
    Bridged,

    /// <summary>A 2xx of a leg that is not part of the call was acknowledged and hung up.</summary>
    StrayAnswered,

    /// <summary>The call has ended; its outcome is known.</summary>
    Ended,
}
