using System.Diagnostics;
using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Telemetry;

namespace Realtime.SipGateway.Calls.Traces;

/// <summary>An INVITE of ours that has no final answer yet.</summary>
internal sealed class OpenAttempt(AttemptStarted started, DateTimeOffset at)
{
    /// <summary>Provisional answers that are told.</summary>
    private const int MaxProvisional = 8;

    private readonly List<ActivityEvent> _provisional = [];

    public AttemptStarted Started => started;

    public DateTimeOffset At => at;

    public void Provisional(int status, DateTimeOffset when)
    {
        if (_provisional.Count < MaxProvisional)
        {
            _provisional.Add(new ActivityEvent("sip.provisional", when, new ActivityTagsCollection { [SpanAttributes.SipStatus] = status }));
        }
    }

    public void Describe(Activity span, int? status, string? failure)
    {
        span.SetTag(SpanAttributes.SipMethod, "INVITE").SetTag(SpanAttributes.SipCallId, started.SipCallId).SetTag(SpanAttributes.Attempt, started.Attempt)
            .SetTag(SpanAttributes.Target, started.Target).SetTag(SpanAttributes.NetworkTransport, started.Transport)
            .SetTag(SpanAttributes.SipStatus, status);
        SpanWriter.Peer(span, started.Remote);
        foreach (var provisional in _provisional)
        {
            span.AddEvent(provisional);
        }

        if (failure is not null)
        {
            SpanWriter.Fail(span, System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(failure));
        }
    }
}
