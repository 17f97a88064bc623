using System.Diagnostics;
using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Telemetry;

namespace Realtime.SipGateway.Calls.Traces;

/// <summary>The spans from the caller's INVITE to its answer: server leg, decision, attempts, webhook, accept, attach.</summary>
internal sealed class SetUpSpans(SpanWriter spans, DateTimeOffset startedAt, CallFacts facts, bool includesNumbers)
{
    /// <summary>Attempts that are open at a time: a rescue's overlaps the one it replaces.</summary>
    private const int MaxOpen = 8;

    private readonly Dictionary<int, OpenAttempt> _open = [];
    private InviteReceived? _invite;
    private bool _isAnswered;
    private ActivityContext _lastAttempt;
    private DateTimeOffset? _sentAt;
    private bool _wasAttached;

    /// <param name="callEvent">What happened.</param>
    /// <param name="around">The span in which it was told: the webhook's request, or the live span of accept.</param>
    public void Apply(CallEvent callEvent, Activity? around)
    {
        var at = callEvent.At;
        switch (callEvent.Data)
        {
            case InviteReceived invite:
                _invite = invite;
                break;
            case DecisionMade { Decision: var decision }:
                spans.Write(SpanNames.Decision, ActivityKind.Internal, at, at, span => span
                    .SetTag(SpanAttributes.Rule, decision.Rule).SetTag(SpanAttributes.PolicyVersion, decision.PolicyVersion)
                    .SetTag(SpanAttributes.Agent, decision.Agent).SetTag(SpanAttributes.Target, decision.Target)
                    .SetTag(SpanAttributes.SipStatus, decision.SipStatus));
                break;
            case AttemptStarted attempt:
                Begin(attempt, at);
                break;
            case AttemptProgressed progressed when _open.TryGetValue(progressed.Attempt, out var open):
                open.Provisional(progressed.Status, at);
                break;
            case AttemptFailed failed:
                Close(failed.Attempt, at, failed.Status, failed.Result);
                break;
            case CallAnswered answered:
                Close(answered.Attempt, at, 200, null);
                Answer(at, 200, null);
                break;
            case CallRefused refused:
                Answer(at, refused.Status, null);
                break;
            case CallEnded { Outcome: var outcome }:
                End(outcome, at);
                break;
            default:
                ApplyVendor(callEvent.Data, at, around);
                break;
        }
    }

    private void ApplyVendor(CallEventData data, DateTimeOffset at, Activity? around)
    {
        switch (data)
        {
            case WebhookReceived webhook:
                spans.Write(
                    SpanNames.Webhook, ActivityKind.Consumer, _sentAt ?? at, at,
                    span => span.SetTag(SpanAttributes.Target, webhook.Target).SetTag(SpanAttributes.WebhookId, webhook.WebhookId)
                        .SetTag(SpanAttributes.WebhookAge, webhook.AgeMs / 1000).SetTag(SpanAttributes.GenAiConversation, webhook.RealtimeCallId.Value)
                        .SetTag(SpanAttributes.MediaSecurity, webhook.MediaSecurity),
                    around?.Context ?? default);
                break;
            case AcceptAnswered accept when around is { OperationName: SpanNames.Accept }:
                Describe(around, accept);
                break;
            case AcceptAnswered accept:
                spans.Write(SpanNames.Accept, ActivityKind.Internal, at.AddMilliseconds(-accept.DurationMs), at, span => Describe(span, accept));
                break;
            case AcceptSent sent when around is { OperationName: SpanNames.Accept }:
                around.SetTag(SpanAttributes.Agent, sent.Agent).SetTag(SpanAttributes.GenAiRequestModel, sent.Model)
                    .SetTag(SpanAttributes.GenAiConversation, sent.RealtimeCallId.Value);
                break;
            case SidebandAttached attached:
                spans.Write(SpanNames.Attach, ActivityKind.Client, at.AddMilliseconds(-attached.DurationMs), at, span => span
                    .SetTag(SpanAttributes.Tries, attached.Tries).SetTag("gateway.sideband.again", _wasAttached));
                _wasAttached = true;
                break;
            case SidebandAttachFailed failed:
                spans.Write(SpanNames.Attach, ActivityKind.Client, at, at, span => SpanWriter.Fail(
                    span.SetTag(SpanAttributes.Tries, failed.Tries).SetTag(SpanAttributes.HttpStatus, failed.Status), "attach_failed"));
                break;
        }
    }

    private static void Describe(Activity span, AcceptAnswered accept)
    {
        span.SetTag(SpanAttributes.HttpStatus, accept.Status);
        if (!accept.Succeeded)
        {
            SpanWriter.Fail(span, accept.Code ?? accept.Status?.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }
    }

    private void Begin(AttemptStarted attempt, DateTimeOffset at)
    {
        _sentAt = at;
        if (_open.Count < MaxOpen)
        {
            _open[attempt.Attempt] = new OpenAttempt(attempt, at);
        }
    }

    private void Close(int number, DateTimeOffset at, int? status, string? failure)
    {
        if (_open.Remove(number, out var open))
        {
            _lastAttempt = spans.Write(
                SpanNames.Attempt + open.Started.Target, ActivityKind.Client, open.At, at, span => open.Describe(span, status, failure), _lastAttempt);
        }
    }

    private void Answer(DateTimeOffset at, int? status, string? failure)
    {
        if (_isAnswered || facts.Source != CallSourceKind.Sip)
        {
            return;
        }

        _isAnswered = true;
        spans.Write(SpanNames.Invite, ActivityKind.Server, startedAt, at, span =>
        {
            span.SetTag(SpanAttributes.SipMethod, "INVITE").SetTag(SpanAttributes.SipCallId, facts.SipCallId).SetTag(SpanAttributes.Trunk, facts.Trunk)
                .SetTag(SpanAttributes.SipStatus, status).SetTag(SpanAttributes.NetworkTransport, _invite?.Transport)
                .SetTag(SpanAttributes.MediaSecurity, facts.MediaSecurity);
            SpanWriter.Peer(span, _invite?.Source);
            if (includesNumbers)
            {
                span.SetTag(SpanAttributes.SipFrom, facts.Caller).SetTag(SpanAttributes.SipTo, facts.Dialled);
            }

            if (failure is not null)
            {
                SpanWriter.Fail(span, failure);
            }
        });
    }

    private void End(CallOutcome outcome, DateTimeOffset at)
    {
        foreach (var number in _open.Keys.ToArray())
        {
            Close(number, at, outcome.SipStatus, SpanWriter.Name<CallCause>(outcome.Cause));
        }

        Answer(at, outcome.SipStatus, outcome.SipStatus >= 500 ? SpanWriter.Name<CallCause>(outcome.Cause) : null);
    }
}
