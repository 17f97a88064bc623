namespace Realtime.Sip.Transports;

/// <summary>Everything that goes wrong on the wire, each counted by <see cref="SipCounters"/>.</summary>
public enum SipFault
{
    /// <summary>A request that could not be parsed was answered.</summary>
    MalformedAnswered,

    /// <summary>A message that could not be parsed, nor answered, was dropped.</summary>
    MalformedDropped,

    /// <summary>A connection was closed because its bytes could not be cut into messages.</summary>
    BadFraming,

    /// <summary>A connection was refused: too many in all.</summary>
    ConnectionLimit,

    /// <summary>A connection was refused: too many from its source.</summary>
    SourceConnectionLimit,

    /// <summary>A connection was refused: its source is banned.</summary>
    SourceBanned,

    /// <summary>A connection was closed: its message or handshake did not end in time.</summary>
    TooSlow,

    /// <summary>A connection was closed: silent and unused.</summary>
    Idle,

    /// <summary>A connection was closed: a peer that used to answer keep-alives does not any more.</summary>
    NoPong,

    /// <summary>A connection was closed: the peer does not read.</summary>
    QueueFull,

    /// <summary>A TLS handshake as server failed.</summary>
    HandshakeFailed,

    /// <summary>A connection could not be opened.</summary>
    ConnectFailed,

    /// <summary>A request was sent again on a new connection: the first was lost before any answer came.</summary>
    Resent,

    /// <summary>A socket refused a message.</summary>
    SendFailed,

    /// <summary>The network said that a datagram did not arrive: nothing listens there, or no way leads there.</summary>
    Unreachable,

    /// <summary>A socket failed while receiving.</summary>
    ReceiveFailed,

    /// <summary>A response found no transaction.</summary>
    StrayResponse,

    /// <summary>An ACK found neither transaction nor dialog.</summary>
    StrayAck,

    /// <summary>A CANCEL found no INVITE and was answered 481.</summary>
    StrayCancel,

    /// <summary>A request named a dialog that is not known, and was answered 481 or left without an answer.</summary>
    StrayRequest,

    /// <summary>A request without the magic cookie in its branch (RFC 2543) was answered 400.</summary>
    NoMagicCookie,

    /// <summary>A request came a second time by another path and was answered 482.</summary>
    Merged,

    /// <summary>A request with no hop left was answered 483.</summary>
    TooManyHops,

    /// <summary>A request that requires an unknown extension was answered 420.</summary>
    BadExtension,

    /// <summary>A request for a URI of a scheme that is neither <c>sip</c>, <c>sips</c> nor <c>tel</c> was answered 416.</summary>
    UnknownScheme,

    /// <summary>A request outside of dialogs was dropped: nobody here knows its source.</summary>
    NotAdmitted,

    /// <summary>A request outside of dialogs was refused before anything was remembered of it: its source sends too many, or may not.</summary>
    RefusedAtDoor,

    /// <summary>A request was answered 503: too many transactions.</summary>
    TransactionLimit,

    /// <summary>A request was not sent: too many transactions.</summary>
    ClientTransactionLimit,

    /// <summary>A client transaction ended without a final response.</summary>
    TransactionTimeout,

    /// <summary>A failure response was never acknowledged.</summary>
    NoAck,

    /// <summary>A request was left without an answer by our own code.</summary>
    Unanswered,
}
