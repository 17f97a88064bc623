namespace Realtime.Sip.B2bua;

/// <summary>How a bridge to another target came out.</summary>
public enum B2buaBridgeStatus : byte
{
    /// <summary>Caller and target have each other's media; the target before is hung up.</summary>
    Connected,

    /// <summary>The target refused.</summary>
    Refused,

    /// <summary>The target rang and nobody answered in time.</summary>
    NoAnswer,

    /// <summary>The target could not be reached.</summary>
    Unreachable,

    /// <summary>The target answered with media that the caller cannot have: none, or SRTP against RTP.</summary>
    MediaRefused,

    /// <summary>The target answered and hung up before the caller was there.</summary>
    TargetHungUp,

    /// <summary>The caller's side refused the re-INVITE, or did not answer it.</summary>
    CallerRefused,

    /// <summary>Who asked gave it up.</summary>
    Abandoned,

    /// <summary>The call has ended, or another bridge of it is under way.</summary>
    NotInCall,
}
