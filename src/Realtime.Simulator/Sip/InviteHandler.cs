using System.Net;
using System.Text;
using Microsoft.Extensions.Options;
using Realtime.Simulator.Calls;
using Realtime.Simulator.Media;
using Realtime.Simulator.Settings;
using Realtime.Simulator.Story;
using Realtime.Simulator.Webhooks;
using Realtime.Sip.Dialogs;
using Realtime.Sip.Messages;
using Realtime.Sip.Transactions;

namespace Realtime.Simulator.Sip;

/// <summary>An INVITE from its arrival to its end: routed by project, announced by webhook, answered as the client decides.</summary>
internal sealed class InviteHandler(
    CallDesk desk, WebhookSender webhooks, SipDialogs dialogs, IOptions<SimulatorOptions> options, Timeline timeline, TimeProvider time, ILogger<InviteHandler> logger)
{
    private const string FailureText = "error code: 504";

    public async Task HandleAsync(SipRequest invite, InviteServerTransaction transaction, TransactionLayer transactions, CancellationToken cancelled)
    {
        // :: Step 1: whose call is it, and can its media be answered?
        if (invite.RequestUri.User != options.Value.ProjectId)
        {
            Refuse(transaction, options.Value.UnknownProjectStatus, "no such project");
            return;
        }

        if (ReadOffer(invite) is not { } answer || Dialog.AsServer(invite, transaction.LocalTag, NameAddress.Parse($"<{options.Value.SipContact}>")) is not { } dialog)
        {
            Refuse(transaction, 488, "an offer or a Contact that cannot be used");
            return;
        }

        // :: Step 2: it rings; the client is told.
        var leg = new SipLeg(invite, answer, time);
        if (desk.Ring(leg) is not { } call)
        {
            Refuse(transaction, 503, "too many calls");
            return;
        }

        webhooks.Announce(call);

        // :: Step 3: the client decides, or time runs out, or the caller gives up.
        var decision = await DecisionAsync(call, cancelled);
        if (decision.Kind == CallDecisionKind.Accepted)
        {
            await CarryAsync(call, leg, new SipDialog(dialog, transaction.Flow, transactions, time), transaction);
        }
        else
        {
            Reject(call, transaction, decision, cancelled);
        }
    }

    private AudioAnswer? ReadOffer(SipRequest invite) => invite.TryGetBody(SipMessage.SdpMediaType, out var sdp)
        ? AudioAnswer.TryMake(Encoding.UTF8.GetString(sdp.Span), options.Value.PlainRtp == PlainRtp.Heard)
        : null;

    private async Task<CallDecision> DecisionAsync(SimulatedCall call, CancellationToken cancelled)
    {
        try
        {
            return await call.Decision.WaitAsync(options.Value.AcceptTimeout, time, cancelled);
        }
        catch (TimeoutException)
        {
            desk.End(call, "nobody accepted in time");
        }
        catch (OperationCanceledException)
        {
            desk.End(call, "the caller gave up");
        }

        // A decision that came in the same moment was taken; the end of the call was stronger.
        return new CallDecision(CallDecisionKind.Abandoned);
    }

    private void Reject(SimulatedCall call, InviteServerTransaction transaction, CallDecision decision, CancellationToken cancelled)
    {
        timeline.Add(call.Id, "sip", "refused", decision.Kind.ToString());
        if (decision.Kind == CallDecisionKind.Rejected)
        {
            transaction.Respond(decision.Status);
            return;
        }

        cancelled.ThrowIfCancellationRequested();
        var failure = transaction.CreateResponse(400);
        failure.Headers.Add(SipHeaderId.ContentType, "text/plain");
        failure.Body = Encoding.ASCII.GetBytes(FailureText);
        transaction.Respond(failure);
    }

    /// <summary>Answers, lets both sides talk, and cleans up when the call is over, whoever ended it.</summary>
    private async Task CarryAsync(SimulatedCall call, SipLeg leg, SipDialog dialog, InviteServerTransaction transaction)
    {
        var listen = IPAddress.Parse(options.Value.ListenAddress);
        var media = options.Value.MediaAddress.Length > 0 ? IPAddress.Parse(options.Value.MediaAddress) : listen;
        var ok = OkResponse.Create(transaction, leg.OpenMedia(listen, media), options.Value.SipContact);
        dialogs.Add(dialog, call);
        leg.Use(dialog);
        leg.StartMedia(call.Session!);
        timeline.Add(call.Id, "sip", "200 OK", leg.Security == MediaSecurity.Srtp ? "SRTP" : leg.Hears ? "RTP" : "RTP, silent");
        try
        {
            if (!await dialog.AnswerAsync(transaction, ok))
            {
                logger.NotAcknowledged(call.Id);
                await desk.HangUpAsync(call, "the 200 OK was never acknowledged");
            }

            await call.Ended;
        }
        finally
        {
            await leg.DisposeAsync();
            dialogs.Remove(dialog);
        }
    }

    private void Refuse(InviteServerTransaction transaction, int status, string why)
    {
        logger.Refused(status, why);
        transaction.Respond(status);
    }
}
