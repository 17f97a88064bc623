namespace Realtime.Sip.Messages;

/// <summary>What lies at the start of the buffered bytes of a stream.</summary>
public enum SipFrameStatus
{
    /// <summary>Nothing whole yet; nothing is consumed.</summary>
    NeedMore,

    /// <summary>A whole message behind <c>skip</c> bytes of empty lines.</summary>
    Message,

    /// <summary>A keep-alive of two empty lines (RFC 5626 §3.5.1): answer one CRLF.</summary>
    Ping,

    /// <summary>Larger than allowed: fatal for the connection.</summary>
    Oversized,

    /// <summary>Not SIP, or its length cannot be told for sure: fatal for the connection.</summary>
    Malformed,
}
