using System.Text;
using Realtime.Simulator.Settings;
using Realtime.Sip.Messages;
using Realtime.Sip.Transactions;

namespace Realtime.Simulator.Sip;

/// <summary>How requests are answered whose treatment by the live service is known or switched: always without Allow, as its 200 is.</summary>
internal sealed class DialogRequests(SimulatorOptions options, FaultSwitches faults)
{
    private const int NotAcceptable = 488;
    private const int Decline = 603;

    /// <summary>Answers a request of a dialog other than BYE and ACK.</summary>
    /// <param name="transaction">The request.</param>
    /// <param name="leg">The leg whose media it may move.</param>
    public bool Answer(ServerTransaction transaction, SipLeg leg)
    {
        var method = transaction.Method;
        if (method == SipMethod.Invite || method == SipMethod.Update)
        {
            AnswerOffer(transaction, leg);
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
    public void AnswerOptions(ServerTransaction transaction) => Respond(transaction, faults.Current.Options ?? options.Options, sdp: null);

    /// <summary>Makes a 200 look as seen live: a Contact without transport, and neither Allow nor Supported nor Content-Type.</summary>
    public void Disguise(SipResponse ok)
    {
        ok.Contact = NameAddress.Parse($"<{options.SipContact}>");
        foreach (var header in (SipHeaderId[])[SipHeaderId.Allow, SipHeaderId.Supported, SipHeaderId.ContentType])
        {
            ok.Headers.Remove(header);
        }
    }

    private void AnswerOffer(ServerTransaction transaction, SipLeg leg)
    {
        var answer = faults.Current.Reinvite ?? options.Reinvite;
        var request = transaction.Request;
        var hasOffer = request.TryGetBody(SipMessage.SdpMediaType, out var offer) && !offer.IsEmpty;
        if (answer == RequestAnswer.Answer && hasOffer && !faults.Current.ReinviteKeepsMedia
            && !leg.TryRetarget(Encoding.UTF8.GetString(offer.Span), options.PlainRtp == PlainRtp.Heard))
        {
            transaction.Respond(NotAcceptable);
            return;
        }

        Respond(transaction, answer, hasOffer || transaction.Method == SipMethod.Invite ? leg.LocalSdp : null);
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
