namespace Realtime.Sip.Transactions;

/// <summary>The states of the four transaction machines (RFC 3261 figures 5 to 8, with RFC 6026's Accepted).</summary>
public enum TransactionState
{
    /// <summary>INVITE client: sent, nothing heard.</summary>
    Calling,

    /// <summary>Non-INVITE, both sides: no response yet.</summary>
    Trying,

    /// <summary>A provisional response went by (INVITE server: the initial state).</summary>
    Proceeding,

    /// <summary>INVITE client only, ours: Proceeding after CANCEL was sent, which bounds the wait (RFC 3261 9.1).</summary>
    Cancelling,

    /// <summary>INVITE only: a 2xx went by; further 2xx and the ACK belong to the transaction user (RFC 6026).</summary>
    Accepted,

    /// <summary>A final response went by that the transaction itself repeats or acknowledges.</summary>
    Completed,

    /// <summary>INVITE server only: the ACK of a non-2xx is in.</summary>
    Confirmed,

    /// <summary>Over; the transaction is out of the table.</summary>
    Terminated,
}
