namespace Realtime.Sip.Dialogs;

/// <summary>How a <see cref="SipCall"/> ended.</summary>
public enum SipCallEnding
{
    /// <summary>We sent BYE.</summary>
    HungUpByUs,

    /// <summary>BYE came.</summary>
    HungUpByPeer,

    /// <summary>An INVITE that came was taken back before its answer.</summary>
    CancelledByPeer,

    /// <summary>We took our INVITE back.</summary>
    CancelledByUs,

    /// <summary>We refused.</summary>
    RejectedByUs,

    /// <summary>Our INVITE was refused, or got no answer.</summary>
    NotAnswered,

    /// <summary>Our 2xx was never acknowledged; BYE was sent.</summary>
    NotAcknowledged,

    /// <summary>A request of ours found no dialog at the peer.</summary>
    Lost,
}
