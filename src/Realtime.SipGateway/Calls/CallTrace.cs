using System.Diagnostics;
using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Telemetry;

namespace Realtime.SipGateway.Calls;

/// <summary>
/// One trace per call: a span for the call and, from its events, one for each step that took time. Steps are exported as they end, not at hang-up.
/// </summary>
internal sealed class CallTrace
{
    private readonly Activity? _call;

    /// <param name="id">The call.</param>
    /// <param name="facts">What is known of it.</param>
    /// <param name="startedAt">When this process began with it.</param>
    /// <param name="traceParent">Where the trace began, when another process handed the call over.</param>
    public CallTrace(CallId id, CallFacts facts, DateTimeOffset startedAt, string? traceParent = null)
    {
        ActivityContext.TryParse(traceParent, null, out var parent);
        _call = GatewayTelemetry.Source.StartActivity("call", ActivityKind.Server, parent, startTime: startedAt);
        _call?.SetTag("gateway.call.id", id.Value)
            .SetTag("gateway.call.source", facts.Source.ToString())
            .SetTag("sip.call_id", facts.SipCallId)
            .SetTag("gateway.trunk", facts.Trunk);
        if (Activity.Current == _call)
        {
            // The call outlives the request that brought it.
            Activity.Current = null;
        }
    }

    /// <summary>Parent of everything done for this call, such as a tool's HTTP request (W3C trace context).</summary>
    public ActivityContext Context => _call?.Context ?? default;

    /// <summary>W3C <c>traceparent</c>; null when nobody listens.</summary>
    public string? Id => _call?.Id;

    public void Apply(CallEvent callEvent)
    {
        switch (callEvent.Data)
        {
            case DecisionMade { Decision: var decision }:
                Step("decision", callEvent.At, 0)?.SetTag("gateway.rule", decision.Rule)
                    .SetTag("gateway.policy.version", decision.PolicyVersion).SetTag("gateway.agent", decision.Agent).Dispose();
                break;
            case AcceptAnswered accept:
                Step("accept", callEvent.At, accept.DurationMs, accept.Succeeded)?
                    .SetTag("http.response.status_code", accept.Status).Dispose();
                break;
            case SidebandAttached attached:
                Step("sideband attach", callEvent.At, attached.DurationMs)?.SetTag("gateway.tries", attached.Tries).Dispose();
                break;
            case CallAnswered answered:
                Step("INVITE", callEvent.At, answered.SetupMs)?.SetTag("sip.method", "INVITE").SetTag("sip.response.status_code", 200).Dispose();
                break;
            case TransferCompleted done:
                Step("transfer", callEvent.At, done.DurationMs)?.SetTag("gateway.transfer.mode", done.Mode.ToString())
                    .SetTag("sip.response.status_code", done.SipStatus).Dispose();
                break;
            case TransferFailed { Final: true } failed:
                Step("transfer", callEvent.At, failed.DurationMs, succeeded: false)?.SetTag("gateway.transfer.mode", failed.Mode?.ToString())
                    .SetTag("sip.response.status_code", failed.SipStatus).Dispose();
                break;
            case SpeechStopped stopped:
                Step("guardrail stop", callEvent.At, stopped.StopMs)?.SetTag("gateway.guardrail", stopped.Guardrail).Dispose();
                break;
        }
    }

    /// <summary>The span of this process ends; another one goes on with the trace.</summary>
    public void HandOver(DateTimeOffset at)
    {
        _call?.SetTag("gateway.handed_over", true).SetEndTime(at.UtcDateTime);
        _call?.Dispose();
    }

    public void End(CallOutcome outcome, DateTimeOffset at)
    {
        _call?.SetTag("gateway.ended_by", outcome.By.ToString()).SetTag("gateway.cause", outcome.Cause.ToString())
            .SetTag("sip.response.status_code", outcome.SipStatus).SetEndTime(at.UtcDateTime);
        _call?.Dispose();
    }

    private Activity? Step(string name, DateTimeOffset endedAt, double milliseconds, bool succeeded = true)
    {
        if (_call is null)
        {
            return null;
        }

        var step = GatewayTelemetry.Source.StartActivity(
            name, ActivityKind.Internal, _call.Context, startTime: endedAt - TimeSpan.FromMilliseconds(milliseconds));
        step?.SetStatus(succeeded ? ActivityStatusCode.Unset : ActivityStatusCode.Error);
        return step?.SetEndTime(endedAt.UtcDateTime);
    }
}
