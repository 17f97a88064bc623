using Realtime.Sip.Messages;

namespace Realtime.Sip.Dialogs;

/// <summary>The reliable provisional responses to an INVITE of ours (RFC 3262 §4): which of them is news, and its PRACK.</summary>
internal static class ProvisionalOrder
{
    /// <summary>
    /// False when the response is a repeat, or came before one that is missing: it is not looked at. It is then repeated until its turn
    /// has come.
    /// </summary>
    public static bool TryTake(Dialog early, SipResponse provisional)
    {
        if (RAck.ReadRSeq(provisional) is not { } number)
        {
            return true;
        }

        if (early.RemoteRSeq is { } last && number != last + 1)
        {
            return false;
        }

        early.RemoteRSeq = number;
        return true;
    }

    /// <summary>The PRACK that a provisional response wants; null when it wants none.</summary>
    public static SipRequest? CreatePrack(Dialog early, SipResponse provisional)
    {
        if (RAck.ReadRSeq(provisional) is not { } number)
        {
            return null;
        }

        var prack = early.CreateRequest(SipMethod.Prack);
        prack.Headers.Add(SipHeaderId.RAck, new RAck(number, provisional.CSeq).ToString());
        return prack;
    }
}
