namespace Realtime.Sip.Transactions;

/// <summary>What a client transaction tells its user.</summary>
public enum ClientTransactionEventKind
{
    /// <summary>A response 100 to 199.</summary>
    Provisional,

    /// <summary>The final response; a failure of an INVITE has been acknowledged. Comes once, and no timeout or failure after it.</summary>
    Final,

    /// <summary>INVITE only: one more 2xx after the first: a repeat, or another fork (RFC 6026). It wants an ACK too.</summary>
    AnotherSuccess,

    /// <summary>No final response came in time.</summary>
    Timeout,

    /// <summary>The request could not be sent, or its connection was lost before the final response.</summary>
    TransportFailed,

    /// <summary>The transaction is out of the table; nothing follows.</summary>
    Terminated,
}
