using Microsoft.Extensions.Options;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Rules;

namespace Realtime.SipGateway.Webhooks;

/// <summary>
/// Calls whose trunk points straight at the vendor: the rules run on the headers that the webhook tells, and the call is controlled by REST.
/// </summary>
internal sealed class EdgelessCalls(
    ActiveCalls calls, PolicyStore policies, VendorCallEnding ending, VendorTransfer transfer, AdmissionQueue queue, IOptions<WebhooksOptions> options,
    TimeProvider time)
{
    private const string Leg = "webhook";

    private readonly EdgelessHeaders _headers = new(options.Value);

    /// <summary>A call that may be accepted, or the SIP status with which it is refused.</summary>
    public (Call? Call, int RefusalStatus) TryBegin(AdmissionRequest request)
    {
        var facts = _headers.Read(request.Incoming);
        var control = new RestCallControl(ending, transfer, queue, request.Target, request.Incoming.Id);
        if (calls.TryAdd(facts, control) is not { } call)
        {
            return (null, 503);
        }

        control.Bind(call);
        call.Record(new InviteReceived(
            null, Leg, Leg, facts.Dialled, facts.Caller, facts.CallerName, facts.SipCallId ?? "", facts.MediaSecurity,
            facts.DialledAsSent, facts.CallerAsSent));
        var decision = policies.Admit(RuleEngine.Decide(policies.Current, call.Facts, request.Target.Name), call.Facts);
        if (!decision.Accepted)
        {
            call.Decide(decision);
            call.End(new CallOutcome(CallEndedBy.Policy, decision.Budget is null ? CallCause.RuleRejected : CallCause.BudgetExhausted, decision.SipStatus, decision.Rule));
            return (null, decision.SipStatus ?? 603);
        }

        // The call is at this target already, whatever the rule names.
        call.Decide(decision with { Target = request.Target.Name });
        var (_, attempt) = call.BeginAttempt();
        call.Announce(attempt, request.Incoming.Id);
        call.Record(new WebhookReceived(request.WebhookId, request.Target.Name, request.Incoming.Id, facts.MediaSecurity, 0));
        return (call, 0);
    }

    /// <summary>Nobody tells us of ringing, answer and ACK: the vendor answers when it took the accept.</summary>
    public void Accepted(Call call)
    {
        if (call.Facts.Source != CallSourceKind.Webhook)
        {
            return;
        }

        call.Answer();
        call.Record(new CallAnswered(call.Progress.Attempt, call.Facts.MediaSecurity, (time.GetUtcNow() - call.StartedAt).TotalMilliseconds));
        call.Acknowledge();
    }
}
