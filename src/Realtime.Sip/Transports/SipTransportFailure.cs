namespace Realtime.Sip.Transports;

/// <summary>Why a message could not be sent, or why a connection is gone.</summary>
public enum SipTransportFailure
{
    /// <summary>No failure.</summary>
    None,

    /// <summary>No transport of ours speaks this kind and address family.</summary>
    NoTransport,

    /// <summary>The name of the destination gave no address.</summary>
    NotResolved,

    /// <summary>The peer refused the connection, or no route leads there.</summary>
    ConnectRefused,

    /// <summary>The connection was not up in time, TLS included.</summary>
    ConnectTimeout,

    /// <summary>The peer's certificate is for another name.</summary>
    TlsNameMismatch,

    /// <summary>The peer's certificate is not from a trusted authority, or is out of date.</summary>
    TlsUntrusted,

    /// <summary>TLS could not be agreed on.</summary>
    TlsHandshake,

    /// <summary>The network said that nothing listens there, or that no way leads there (ICMP).</summary>
    Unreachable,

    /// <summary>The peer does not answer keep-alives any more.</summary>
    NoPong,

    /// <summary>The connection was closed by the peer or broke.</summary>
    ConnectionLost,

    /// <summary>The peer does not read: its queue is full or its connection stands still.</summary>
    QueueFull,

    /// <summary>The socket refused the message.</summary>
    SendFailed,

    /// <summary>A limit on connections or transactions holds.</summary>
    LimitReached,

    /// <summary>Nothing went over the connection for too long.</summary>
    Idle,

    /// <summary>The peer did not finish a message, or the handshake, in time.</summary>
    TooSlow,

    /// <summary>What came over the connection cannot be cut into messages.</summary>
    BadFraming,

    /// <summary>The request was cancelled before it could be sent.</summary>
    Abandoned,

    /// <summary>We are closing.</summary>
    Closing,
}
