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
    CallDesk desk, WebhookSender webhooks, IOptions<SimulatorOptions> options, FaultSwitches faults, Timeline timeline, TimeProvider time, ILogger<InviteHandler> logger)
{
    private const string FailureText = "error code: 504";

    private readonly DialogRequests _requests = new(options.Value, faults);

    public async Task HandleAsync(InviteServerTransaction transaction, DialogLayer dialogs, CancellationToken cancelled)
    {
        // :: Step 1: whose call is it, and can its media be answered?
        var invite = transaction.Request;
        if (invite.RequestUri.User != options.Value.ProjectId)
        {
            Refuse(transaction, options.Value.UnknownProjectStatus, "no such project");
            return;
        }

        if (ReadOffer(invite) is not { } answer)
        {
            Refuse(transaction, 488, "no offer that can be answered");
            return;
        }

        // :: Step 2: it rings; the client is told.
        var leg = new SipLeg(invite, answer, time);
        if (desk.Ring(leg) is not { } call)
        {
            Refuse(transaction, 503, "too many calls");
            return;
        }

        if (UasCall.Accept(dialogs, transaction) is not { } sip)
        {
            desk.End(call, "no dialog");
            return;
        }

        webhooks.Announce(call);
        if (faults.Current.Ringing is var ringing and > 0)
        {
            sip.Ring(ringing);
        }

        // :: Step 3: the client decides, or time runs out, or the caller gives up.
        var decision = await DecisionAsync(call, cancelled);
        if (decision.Kind == CallDecisionKind.Accepted)
        {
            await CarryAsync(call, leg, sip, cancelled);
        }
        else
        {
            // A caller who gave up has been answered 487; when we stop, the endpoint answers 503.
            cancelled.ThrowIfCancellationRequested();
            Reject(call, transaction, sip, decision);
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

    private void Reject(SimulatedCall call, InviteServerTransaction transaction, UasCall sip, CallDecision decision)
    {
        timeline.Add(call.Id, "sip", "refused", decision.Kind.ToString());
        if (decision.Kind != CallDecisionKind.Rejected)
        {
            var failure = transaction.CreateResponse(400);
            failure.Headers.Add(SipHeaderId.ContentType, "text/plain");
            failure.Body = Encoding.ASCII.GetBytes(FailureText);
            transaction.Respond(failure);
        }

        sip.Reject(decision.Kind == CallDecisionKind.Rejected ? decision.Status : 400);
    }

    /// <summary>Answers, lets both sides talk, and cleans up when the call is over, whoever ended it.</summary>
    private async Task CarryAsync(SimulatedCall call, SipLeg leg, UasCall sip, CancellationToken closing)
    {
        await using (leg)
        {
            if (faults.Current.AcceptThenSilence)
            {
                timeline.Add(call.Id, "sip", "not answered");
                await Task.WhenAny(call.Ended, sip.Ended).WaitAsync(closing);
                desk.End(call, "never answered");
                return;
            }

            var listen = IPAddress.Parse(options.Value.ListenAddress);
            var sdp = leg.OpenMedia(listen, options.Value.MediaAddress.Length > 0 ? IPAddress.Parse(options.Value.MediaAddress) : listen);
            sip.OnRequest = request =>
            {
                timeline.Add(call.Id, "sip", request.Method.Name);
                return _requests.Answer(request, leg);
            };
            leg.Use(sip);
            leg.StartMedia(call.Session!);
            sip.Answer(SipBody.Sdp(sdp), _requests.Disguise);
            timeline.Add(call.Id, "sip", "200 OK", leg.Security == MediaSecurity.Srtp ? "SRTP" : leg.Hears ? "RTP" : "RTP, silent");
            var end = await sip.Ended.WaitAsync(closing);
            timeline.Add(call.Id, "sip", end.Ending.ToString());
            desk.End(call, end.Ending switch
            {
                SipCallEnding.HungUpByPeer => "the caller hung up",
                SipCallEnding.NotAcknowledged => "the 200 OK was never acknowledged",
                _ => end.Ending.ToString(),
            });
        }
    }

    private void Refuse(InviteServerTransaction transaction, int status, string why)
    {
        logger.Refused(status, why);
        transaction.Respond(status);
    }
}
