using Realtime.Sip.Messages;

namespace Realtime.Sip.Transactions;

/// <summary>The two requests that repeat the identity of an INVITE.</summary>
internal static class ClientRequests
{
    private const string MaxForwards = "70";

    /// <summary>The ACK of a failure: same branch, same way, the To of the response (RFC 3261 17.1.1.3).</summary>
    public static SipRequest AckOf(SipRequest invite, SipResponse failure)
    {
        var ack = Twin(invite, SipMethod.Ack);
        ack.To = failure.To;
        return ack;
    }

    /// <summary>The CANCEL of an INVITE (RFC 3261 9.1).</summary>
    public static SipRequest CancelOf(SipRequest invite, IEnumerable<SipHeader> extra)
    {
        var cancel = Twin(invite, SipMethod.Cancel);
        foreach (var header in extra)
        {
            cancel.Headers.Add(header);
        }

        return cancel;
    }

    private static SipRequest Twin(SipRequest invite, SipMethod method)
    {
        var twin = new SipRequest(method, invite.RequestUri);
        twin.TopVia = invite.TopVia;
        twin.Headers.AddAll(SipHeaderId.Route, invite.Headers);
        twin.Headers.Add(SipHeaderId.MaxForwards, MaxForwards);
        twin.Headers.AddAll(SipHeaderId.From, invite.Headers);
        twin.Headers.AddAll(SipHeaderId.To, invite.Headers);
        twin.Headers.AddAll(SipHeaderId.CallId, invite.Headers);
        twin.CSeq = new CSeq(invite.CSeq.Number, method);
        return twin;
    }
}
