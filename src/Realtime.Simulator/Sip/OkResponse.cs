using System.Text;
using Realtime.Sip.Messages;
using Realtime.Sip.Transactions;

namespace Realtime.Simulator.Sip;

/// <summary>A 200 as seen live: a Contact without transport, and neither Allow nor Supported nor Content-Type, although there is a body.</summary>
internal static class OkResponse
{
    public static SipResponse Create(ServerTransaction transaction, string? sdp, string contact)
    {
        var ok = transaction.CreateResponse(200);
        ok.Contact = NameAddress.Parse($"<{contact}>");
        ok.Body = sdp is null ? default : Encoding.UTF8.GetBytes(sdp);
        return ok;
    }
}
