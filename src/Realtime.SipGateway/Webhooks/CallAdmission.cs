using Microsoft.Extensions.Options;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.OpenAi;
using Realtime.SipGateway.Rules;
using Realtime.SipGateway.Rules.Instructions;
using Realtime.SipGateway.Telemetry;

namespace Realtime.SipGateway.Webhooks;

/// <summary>
/// Decides a claimed webhook after its 200: accepts the vendor's call with the agent's session, or refuses it. Keeps P2: a caller who has
/// gone is not accepted, and a session that came to life too late is hung up.
/// </summary>
internal sealed class CallAdmission(
    PolicyStore policies,
    RealtimeCallsClient client,
    VendorCallEnding ending,
    EdgelessCalls edgeless,
    IClaimLedger claims,
    SessionCheck sessions,
    IHostedMcp hosted,
    IOptions<WebhooksOptions> options,
    TimeProvider time,
    ILogger<CallAdmission> log)
{
    private const int ElsewhereStatus = 503;

    public async Task DecideAsync(AdmissionRequest request)
    {
        var call = request.Tie.Call;
        try
        {
            if (request.Tie.Result == WebhookTieResult.TokenMissing && options.Value.AllowCallsWithoutToken)
            {
                (call, var refusal) = edgeless.TryBegin(request);
                await (call is null ? RefuseAsync(request, "edgeless", refusal) : AcceptAsync(request, call));
                return;
            }

            if (request.Refusal is { } why)
            {
                LogRefusal(request, why);
                await RefuseAsync(request, why, StatusOf(request.Tie.Result));
                return;
            }

            await AcceptAsync(request, call!);
        }
#pragma warning disable CA1031 // The edge of this work: a fault of ours ends the call, it does not leave it ringing or a session alive.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            log.AdmissionFailed(fault, request.Target.Name, request.Incoming.Id);
            await AbandonAsync(request, call, fault);
        }
    }

    /// <summary>A call that bears a token came from a gateway: 6xx would forbid it to try another target or its fallback.</summary>
    private int StatusOf(WebhookTieResult tie) =>
        tie is WebhookTieResult.TokenInvalid or WebhookTieResult.CallGone ? ElsewhereStatus : options.Value.RefusalStatus;

    private void LogRefusal(AdmissionRequest request, string why)
    {
        if (request.Tie.Result == WebhookTieResult.TestDelivery)
        {
            log.TestDelivered(request.Target.Name);
        }
        else if (request.Tie.Result == WebhookTieResult.Tied && request.Announced == CallVerdict.Foreign)
        {
            log.ForeignTarget(request.Target.Name, request.Incoming.Id);
        }
        else
        {
            log.CallRefused(request.Target.Name, request.Incoming.Id, why);
        }
    }

    private async Task AcceptAsync(AdmissionRequest request, Call call)
    {
        using var span = GatewayTelemetry.Source.StartActivity(SpanNames.Accept, System.Diagnostics.ActivityKind.Internal, call.TraceContext);
        var id = request.Incoming.Id;
        if (call.Decision is not { Agent: { } name } decision
            || policies.Find(decision.PolicyVersion)?.Document is not { } document
            || !document.Agents.TryGetValue(name, out var definition))
        {
            throw new InvalidOperationException($"Policy {call.Decision?.PolicyVersion} with agent {call.Decision?.Agent} is not known any more.");
        }

        if (IsUnprotected(request, call))
        {
            log.CallRefused(request.Target.Name, id, "MediaSecurity");
            var outcome = new CallOutcome(
                CallEndedBy.Vendor, CallCause.MediaRefused, 488, $"srtp was offered and the AI service tells {request.Incoming.MediaSecurity}");
            await call.Control.LoseSessionAsync(id, outcome, CancellationToken.None);
            await RefuseAsync(request, "MediaSecurity", 488);
            return;
        }

        var agent = CallAgent.Of(definition, decision, call.Facts).Definition;
        var session = AgentSession.ForAccept(document, agent, hosted);
        if (sessions.Faults(decision.PolicyVersion, name, agent, session) is { Count: > 0 } faults)
        {
            await GiveUpAsync(request, call, name, faults);
            return;
        }

        if (call.BeginAccept(id) is var begun && begun != CallVerdict.Done)
        {
            log.CallerGone(call.Id, id, begun);
            await RefuseAsync(request, "Attempt" + begun, options.Value.RefusalStatus);
            return;
        }

        call.Record(new AcceptSent(id, name, agent.Model));
        var accept = new AcceptRequest(session)
        {
            Within = call.AttemptStartedAt + TimeSpan.FromMilliseconds(options.Value.AcceptWithinMs) - time.GetUtcNow(),
            SafetyIdentifier = request.Target.SafetyIdentifier(call.Facts.Caller),
        };
        var answer = await client.AcceptAsync(request.Target, id, call.Id, accept, call.Ended);
        call.Record(new AcceptAnswered(
            answer.Result == CallCommandResult.Done, answer.Status, answer.Code, answer.Message, answer.Duration.TotalMilliseconds, id));
        await (answer.Result == CallCommandResult.Done ? AcceptedAsync(request, call) : NotAcceptedAsync(request, call, answer));
    }

    /// <summary>A session that the service would not take: it has been seen to answer 200 and to fail the call all the same, so it is not asked.</summary>
    private async Task GiveUpAsync(AdmissionRequest request, Call call, string agent, IReadOnlyList<string> faults)
    {
        var why = string.Join("; ", faults);
        log.SessionInvalid(call.Id, agent, why);
        call.Record(new CallFault("session_invalid", why));
        var outcome = new CallOutcome(CallEndedBy.Gateway, CallCause.GatewayFault, 500, $"the session of agent {agent} is not valid");
        await call.Control.LoseSessionAsync(request.Incoming.Id, outcome, CancellationToken.None);
        await RefuseAsync(request, "SessionInvalid", options.Value.RefusalStatus);
    }

    /// <summary>Protected media was offered, and something else was understood: the caller would be heard by anybody, or by nobody.</summary>
    private static bool IsUnprotected(AdmissionRequest request, Call call) =>
        call.Facts is { Source: CallSourceKind.Sip, MediaSecurity: "srtp" } && request.Incoming.MediaSecurity is not (null or "srtp");

    private async Task AcceptedAsync(AdmissionRequest request, Call call)
    {
        if (call.Accepted(request.Incoming.Id) is var verdict && verdict == CallVerdict.Done)
        {
            edgeless.Accepted(call);
            await NoteAsync(request, "accepted");
            return;
        }

        // The caller went while accept was on its way: nobody hears this session.
        log.AcceptedTooLate(call.Id, request.Incoming.Id, verdict);
        var over = await ending.HangUpAsync(request.Target, request.Incoming.Id, call.Id);
        call.Record(new CallFault("accepted_too_late", over ? "The session was hung up by API." : "The session could not be hung up by API."));
        await NoteIfOverAsync(request, over, "hung_up");
    }

    private async Task NotAcceptedAsync(AdmissionRequest request, Call call, CallCommandAnswer answer)
    {
        var next = AcceptOutcome.Of(answer);
        if (answer.Result == CallCommandResult.Gone && call.Facts.Source == CallSourceKind.Webhook)
        {
            // No leg of ours, no call of theirs: there is nothing left to end.
            call.End(CallOutcome.CallerCancelled);
            await NoteAsync(request, next.Decision);
            return;
        }

        var said = answer.Code ?? answer.Message;
        var reason = said is null ? $"accept: {answer.Result}" : $"accept: {answer.Result}, {said}";
        await call.Control.LoseSessionAsync(
            request.Incoming.Id, new CallOutcome(CallEndedBy.Vendor, CallCause.AcceptRefused, next.SipStatus, reason), CancellationToken.None);
        await (next.EndSession
            ? NoteIfOverAsync(request, await ending.EndAsync(request.Target, request.Incoming.Id, call.Id), next.Decision)
            : NoteAsync(request, next.Decision));
    }

    private async Task RefuseAsync(AdmissionRequest request, string why, int sipStatus)
    {
        var answer = await client.RejectAsync(request.Target, request.Incoming.Id, request.Tie.Call?.Id, sipStatus, CancellationToken.None);
        await NoteIfOverAsync(
            request, answer.IsOver || answer.Result is CallCommandResult.Refused or CallCommandResult.AlreadyDecided, "refused:" + why);
    }

    private async Task AbandonAsync(AdmissionRequest request, Call? call, Exception fault)
    {
        if (call is not null)
        {
            call.Record(new CallFault("admission", fault.Message));
            await call.Control.HangUpAsync(
                new CallOutcome(CallEndedBy.Gateway, CallCause.GatewayFault, 500, "admission failed"), CancellationToken.None);
        }

        await NoteIfOverAsync(request, await ending.EndAsync(request.Target, request.Incoming.Id, call?.Id), "refused:fault");
    }

    /// <summary>What could not be ended stays undecided on purpose: the next start tries again.</summary>
    private Task NoteIfOverAsync(AdmissionRequest request, bool over, string decision) =>
        over ? NoteAsync(request, decision) : Task.CompletedTask;

    private async Task NoteAsync(AdmissionRequest request, string decision)
    {
        try
        {
            await claims.DecideAsync(request.WebhookId, decision, CancellationToken.None);
        }
#pragma warning disable CA1031 // The call itself is decided; a claim without the note is looked at again by the next start.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            log.NoteFailed(fault, request.Target.Name, request.Incoming.Id);
        }
    }
}
