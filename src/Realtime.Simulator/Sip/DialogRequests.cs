using System.Text;
using Realtime.Simulator.Settings;
using Realtime.Sip.Messages;
using Realtime.Sip.Transactions;

namespace Realtime.Simulator.Sip;

/// <summary>How requests are answered whose treatment by the live service is known or switched: always without Allow, as its 200 is.</summary>
internal sealed class DialogRequests(SimulatorOptions options)
{
    private const int NotAcceptable = 488;
    private const int Decline = 603;

    /// <summary>Answers a request of a dialog other than BYE and ACK.</summary>
    public bool Answer(ServerTransaction transaction, string localSdp)
    {
        var method = transaction.Method;
        if (method == SipMethod.Invite || method == SipMethod.Update)
        {
            Respond(transaction, options.Reinvite, method == SipMethod.Invite || !transaction.Request.Body.IsEmpty ? localSdp : null);
        }
        else if (method == SipMethod.Options)
        {
            AnswerOptions(transaction);
        }
        else
        {
            transaction.Respond(method == SipMethod.Info || method == SipMethod.Notify ? 200 : method == SipMethod.Refer ? Decline : 405);
        }

        return true;
    }

    /// <summary>Answers OPTIONS, within a call or not.</summary>
    public void AnswerOptions(ServerTransaction transaction) => Respond(transaction, options.Options, sdp: null);

    /// <summary>Makes a 200 look as seen live: a Contact without transport, and neither Allow nor Supported nor Content-Type.</summary>
    public void Disguise(SipResponse ok)
    {
        ok.Contact = NameAddress.Parse($"<{options.SipContact}>");
        foreach (var header in (SipHeaderId[])[SipHeaderId.Allow, SipHeaderId.Supported, SipHeaderId.ContentType])
        {
            ok.Headers.Remove(header);
        }
    }

    private void Respond(ServerTransaction transaction, RequestAnswer answer, string? sdp)
    {
        if (answer == RequestAnswer.Refuse)
        {
            transaction.Respond(NotAcceptable);
        }
        else if (answer == RequestAnswer.Answer)
        {
            var ok = transaction.CreateResponse(200);
            if (sdp is not null)
            {
                Disguise(ok);
                ok.Body = Encoding.ASCII.GetBytes(sdp);
            }

            transaction.Respond(ok);
        }
    }
}
