namespace Realtime.Sip.B2bua;

/// <summary>How one attempt to reach a target ended.</summary>
public enum DialStatus : byte
{
    /// <summary>It answered, and the caller has its 200.</summary>
    Answered,

    /// <summary>It refused; the caller still waits.</summary>
    Rejected,

    /// <summary>No final answer in time; the INVITE was cancelled, the caller still waits.</summary>
    TimedOut,

    /// <summary>It could not be reached, or the connection broke before an answer; the caller still waits.</summary>
    TransportFailed,

    /// <summary>The owner gave the attempt up; the caller still waits.</summary>
    Abandoned,

    /// <summary>The caller's INVITE has no offer and the target's profile rejects that; nothing was sent, the caller still waits.</summary>
    OfferMissing,

    /// <summary>Too many given-up attempts of this call have no answer yet; nothing was sent, the caller still waits.</summary>
    TooManyAttempts,

    /// <summary>The caller is gone, or was refused or hung up by us; nothing more is to be dialled.</summary>
    CallEnded,
}
