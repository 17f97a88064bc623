using Realtime.Sip.Messages;
using Realtime.Sip.Transports;

namespace Realtime.Sip.Transactions;

/// <summary>
/// Takes requests that begin a transaction, and the ACKs that belong to none. Users are asked in order until one takes the
/// request. Called on the receiving thread, one message of a flow after the other: it must not block.
/// </summary>
public interface ITransactionUser
{
    /// <summary>True when taken: the user then owns the transaction and owes it a final response.</summary>
    bool OnRequest(ServerTransaction transaction);

    /// <summary>An ACK for a 2xx. True when it is one of this user's.</summary>
    bool OnAck(SipRequest ack, SipFlow flow);

    /// <summary>
    /// A 2xx from another branch of a fork, for an INVITE that was answered by one and whose call is over: it wants an ACK and a BYE.
    /// </summary>
    void OnStraySuccess(SipResponse response, SipFlow flow)
    {
    }
}
