namespace Realtime.Sip.Transactions;

/// <summary>What a server transaction tells its user.</summary>
public enum ServerTransactionEventKind
{
    /// <summary>INVITE only: the client took it back. The CANCEL is answered; the INVITE still wants its 487.</summary>
    Cancelled,

    /// <summary>The response could not be sent. An INVITE transaction goes on (RFC 6026), another is over.</summary>
    TransportFailed,

    /// <summary>INVITE only: a failure response was never acknowledged.</summary>
    NotAcknowledged,

    /// <summary>The user did not answer in time; an INVITE was answered 500 for it.</summary>
    Unanswered,

    /// <summary>The transaction is out of the table; nothing follows.</summary>
    Terminated,
}
