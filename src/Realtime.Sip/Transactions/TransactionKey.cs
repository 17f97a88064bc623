using Realtime.Sip.Messages;

namespace Realtime.Sip.Transactions;

/// <summary>
/// What finds the server transaction of a request: branch, sent-by and method (RFC 3261 17.2.3), where ACK and CANCEL look for
/// their INVITE.
/// </summary>
internal readonly record struct TransactionKey(string Branch, string Host, int Port, SipMethod Method)
{
    public static TransactionKey Of(ViaHeader via, SipMethod method) => new(via.Branch!, via.Host, via.Port ?? 0, method);
}
