using System.Diagnostics;
using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Telemetry;

namespace Realtime.SipGateway.Calls.Traces;

/// <summary>
/// One trace per call: a span for the call and, from its events, one for each step that took time (<c>docs/traces.md</c>). Steps leave as they
/// end, not at hang-up. What needs the context of the trace while it runs (accept, tools) has a live span elsewhere, below <see cref="Context"/>.
/// </summary>
internal sealed class CallTrace
{
    private static readonly CallCause[] Normal =
    [
        CallCause.CallerHungUp, CallCause.CallerCancelled, CallCause.AgentHungUp, CallCause.VendorHungUp, CallCause.DestinationHungUp, CallCause.Transferred,
        CallCause.RuleRejected, CallCause.GuardrailEnded, CallCause.BudgetExhausted, CallCause.CallerSilent, CallCause.ConversationLimit, CallCause.SessionExpired,
        CallCause.OperatorHungUp, CallCause.GatewayStopping,
    ];

    private readonly CallTraces _traces;
    private readonly string _id;
    private readonly Activity? _call;
    private readonly SetUpSpans? _setUp;
    private readonly TalkSpans? _talk;
    private readonly EndSpans? _end;

    public CallTrace(CallTraces traces, CallId id, CallFacts facts, DateTimeOffset startedAt, string? traceParent)
    {
        (_traces, _id) = (traces, id.Value);
        ActivityContext.TryParse(traceParent, null, out var parent);

        // The call outlives the request that brought it, and is no part of its trace.
        var around = Activity.Current;
        Activity.Current = null;
        _call = GatewayTelemetry.Source.StartActivity(SpanNames.Call, ActivityKind.Server, parent, startTime: startedAt.UtcDateTime);
        Activity.Current = around;
        if (_call is not { IsAllDataRequested: true })
        {
            return;
        }

        traces.Contexts.Begin(_id, _call.Context);
        _call.SetTag(SpanAttributes.CallId, id.Value)
            .SetTag(SpanAttributes.CallSource, SpanWriter.Name<CallSourceKind>(facts.Source))
            .SetTag(SpanAttributes.SipCallId, facts.SipCallId)
            .SetTag(SpanAttributes.Trunk, facts.Trunk)
            .SetTag(SpanAttributes.MediaSecurity, facts.MediaSecurity);
        if (traces.IncludesNumbers)
        {
            _call.SetTag(SpanAttributes.SipFrom, facts.Caller).SetTag(SpanAttributes.SipTo, facts.Dialled);
        }

        var writer = new SpanWriter(_call);
        _setUp = new SetUpSpans(writer, startedAt, facts, traces.IncludesNumbers);
        _talk = new TalkSpans(writer);
        _end = new EndSpans(writer, traces.IncludesText);
        Transactions = new TransactionSpans(writer);
    }

    /// <summary>For the SIP transactions of its legs; null when nobody listens.</summary>
    public TransactionSpans? Transactions { get; }

    /// <summary>Parent of everything done for this call, such as a tool's HTTP request (W3C trace context).</summary>
    public ActivityContext Context => _call?.Context ?? default;

    /// <summary>W3C <c>traceparent</c>; null when nobody listens.</summary>
    public string? Id => _call?.Id;

    /// <summary>Makes the call's span the current one, for exemplars and log records; whoever calls it gives <see cref="Leave"/> the answer.</summary>
    public Activity? Enter()
    {
        var around = Activity.Current;
        if (_call is not null)
        {
            Activity.Current = _call;
        }

        return around;
    }

    public void Leave(Activity? around)
    {
        if (_call is not null)
        {
            Activity.Current = around;
        }
    }

    /// <param name="callEvent">What happened.</param>
    /// <param name="around">The span in which it was told, before <see cref="Enter"/>.</param>
    public void Apply(CallEvent callEvent, Activity? around)
    {
        if (callEvent.Data.Stored)
        {
            _traces.Records?.Write(callEvent);
        }

        if (_setUp is null || _talk is null || _end is null)
        {
            return;
        }

        Describe(callEvent.Data);
        _setUp.Apply(callEvent, around);
        _talk.Apply(callEvent);
        _end.Apply(callEvent);
    }

    /// <summary>The span of this process ends; another one goes on with the trace.</summary>
    public void HandOver(DateTimeOffset at)
    {
        _call?.SetTag(SpanAttributes.HandedOver, true);
        Close(at);
    }

    public void End(CallOutcome outcome, DateTimeOffset at)
    {
        if (_call is { IsAllDataRequested: true })
        {
            var cause = SpanWriter.Name<CallCause>(outcome.Cause);
            _call.SetTag(SpanAttributes.EndedBy, SpanWriter.Name<CallEndedBy>(outcome.By)).SetTag(SpanAttributes.Cause, cause)
                .SetTag(SpanAttributes.SipStatus, outcome.SipStatus);
            if (!Normal.Contains(outcome.Cause))
            {
                SpanWriter.Fail(_call, cause);
            }
        }

        Close(at);
    }

    private void Close(DateTimeOffset at)
    {
        if (_call is not null)
        {
            if (Transactions is { LeftOut: > 0 and var leftOut })
            {
                _call.SetTag(SpanAttributes.TransactionsLeftOut, leftOut);
            }

            SpanWriter.Close(_call, at);
            _traces.Contexts.End(_id);
        }
    }

    private void Describe(CallEventData data)
    {
        switch (data)
        {
            case DecisionMade { Decision: var decision }:
                _call!.SetTag(SpanAttributes.Rule, decision.Rule).SetTag(SpanAttributes.PolicyVersion, decision.PolicyVersion)
                    .SetTag(SpanAttributes.Agent, decision.Agent);
                break;
            case AgentSwitched switched:
                _call!.SetTag(SpanAttributes.Agent, switched.To);
                break;
            case WebhookReceived webhook:
                _call!.SetTag(SpanAttributes.Target, webhook.Target).SetTag(SpanAttributes.GenAiConversation, webhook.RealtimeCallId.Value);
                break;
            case CallTakenOver:
                _call!.SetTag(SpanAttributes.TakenOver, true);
                break;
        }
    }
}
