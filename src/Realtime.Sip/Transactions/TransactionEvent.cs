namespace Realtime.Sip.Transactions;

/// <summary>Everything that can happen to a transaction, named as in RFC 3261 section 17.</summary>
internal enum TransactionEvent
{
    /// <summary>Client: a response 100 to 199 came.</summary>
    Response1xx,

    /// <summary>Client: a response 200 to 299 came.</summary>
    Response2xx,

    /// <summary>Client: a response 300 to 699 came.</summary>
    Response300To699,

    /// <summary>Server: the request came again.</summary>
    Request,

    /// <summary>INVITE server: an ACK with the transaction's branch came.</summary>
    Ack,

    /// <summary>Server: the transaction user sends a provisional response.</summary>
    Send1xx,

    /// <summary>Server: the transaction user sends a success response.</summary>
    Send2xx,

    /// <summary>Server: the transaction user sends a failure or redirection.</summary>
    Send300To699,

    /// <summary>INVITE client: the CANCEL was handed to the transport.</summary>
    CancelSent,

    /// <summary>The transport cannot send, or the connection is gone.</summary>
    TransportError,

    /// <summary>INVITE client: send the request again (unreliable transports).</summary>
    TimerA,

    /// <summary>INVITE client: nothing heard.</summary>
    TimerB,

    /// <summary>INVITE client: it rang too long.</summary>
    TimerC,

    /// <summary>INVITE client: no more repeated failures are awaited.</summary>
    TimerD,

    /// <summary>Non-INVITE client: send the request again (unreliable transports).</summary>
    TimerE,

    /// <summary>Non-INVITE client: no final response.</summary>
    TimerF,

    /// <summary>INVITE server: send the failure again (unreliable transports).</summary>
    TimerG,

    /// <summary>INVITE server: the ACK did not come.</summary>
    TimerH,

    /// <summary>INVITE server: no more repeated ACKs are awaited.</summary>
    TimerI,

    /// <summary>Non-INVITE server: no more repeated requests are awaited.</summary>
    TimerJ,

    /// <summary>Non-INVITE client: no more repeated responses are awaited.</summary>
    TimerK,

    /// <summary>INVITE server: no more repeated INVITEs are awaited after a 2xx (RFC 6026).</summary>
    TimerL,

    /// <summary>INVITE client: no more 2xx are awaited, from any fork (RFC 6026).</summary>
    TimerM,

    /// <summary>Server: time to say 100 (RFC 3261 17.2.1: 200 ms; RFC 4320 for other methods).</summary>
    TimerTrying,

    /// <summary>INVITE client: no final response followed the CANCEL (RFC 3261 9.1).</summary>
    TimerCancel,

    /// <summary>Server: the transaction user never answered.</summary>
    TimerAnswer,
}
