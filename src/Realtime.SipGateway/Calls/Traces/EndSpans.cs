using System.Diagnostics;
using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Telemetry;

namespace Realtime.SipGateway.Calls.Traces;

/// <summary>The spans of leaving: transfers with each way that was tried, and hang-up.</summary>
internal sealed class EndSpans(SpanWriter spans, bool includesText)
{
    private Activity? _transfer;
    private ActivityContext _lastTry;
    private DateTimeOffset? _hangUpAt;
    private readonly List<ActivityEvent> _byes = [];

    public void Apply(CallEvent callEvent)
    {
        var at = callEvent.At;
        switch (callEvent.Data)
        {
            case TransferRequested requested:
                _transfer ??= spans.Open(SpanNames.Transfer, at)?.SetTag("gateway.transfer.asked_by", SpanWriter.Name<CallEndedBy>(requested.AskedBy));
                _lastTry = default;
                break;
            case TransferFailed failed:
                Failed(failed, at);
                break;
            case TransferCompleted done:
                Tried(done.Mode, done.DurationMs, done.SipStatus, done.Confirmed ? TransferStatus.Completed : TransferStatus.Unconfirmed, at);
                Finish(done.Mode, done.SipStatus, done.Confirmed ? TransferStatus.Completed : TransferStatus.Unconfirmed, at);
                Reset();
                break;
            case HangUpRequested requested:
                Leave(at, "hang_up_requested", SpanWriter.Name<CallEndedBy>(requested.Outcome.By), null);
                break;
            case ByeReceived bye:
                Leave(at, "bye_received", bye.Leg, bye.Reason);
                break;
            case ByeSent bye:
                Leave(at, "bye_sent", bye.Leg, bye.Reason);
                break;
            case CallEnded { Outcome: var outcome }:
                End(outcome, at);
                break;
        }
    }

    private void Failed(TransferFailed failed, DateTimeOffset at)
    {
        if (failed.Mode is { } mode)
        {
            Tried(mode, failed.DurationMs, failed.SipStatus, failed.Outcome, at);
        }

        if (failed.Final)
        {
            Finish(failed.Mode, failed.SipStatus, failed.Outcome, at);
            Reset();
        }
    }

    private void Tried(TransferMode mode, double milliseconds, int? status, TransferStatus result, DateTimeOffset at) => _lastTry = spans.Write(
        SpanNames.TransferTry + SpanWriter.Name<TransferMode>(mode), ActivityKind.Client, at.AddMilliseconds(-milliseconds), at,
        span => Describe(span, mode, status, result), _lastTry, _transfer?.Context ?? default);

    private void Finish(TransferMode? mode, int? status, TransferStatus result, DateTimeOffset at)
    {
        if (_transfer is not null)
        {
            Describe(_transfer, mode, status, result);
            SpanWriter.Close(_transfer, at);
            _transfer = null;
        }
    }

    private static void Describe(Activity span, TransferMode? mode, int? status, TransferStatus result)
    {
        span.SetTag(SpanAttributes.TransferMode, SpanWriter.Name(mode)).SetTag(SpanAttributes.TransferResult, SpanWriter.Name<TransferStatus>(result))
            .SetTag(SpanAttributes.SipStatus, status);
        if (result is not (TransferStatus.Completed or TransferStatus.Unconfirmed))
        {
            SpanWriter.Fail(span, SpanWriter.Name<TransferStatus>(result));
        }
    }

    private void Leave(DateTimeOffset at, string what, string? who, string? reason)
    {
        _hangUpAt ??= at;
        if (_byes.Count < 8)
        {
            _byes.Add(new ActivityEvent(what, at, new ActivityTagsCollection { [SpanAttributes.Leg] = who, [SpanAttributes.SipReason] = Reason(reason) }));
        }
    }

    private string? Reason(string? text) => includesText ? text : ReasonWords.Of(text);

    /// <summary>The BYEs of a leg that a transfer replaced end no call.</summary>
    private void Reset()
    {
        _hangUpAt = null;
        _byes.Clear();
    }

    private void End(CallOutcome outcome, DateTimeOffset at)
    {
        Finish(null, null, TransferStatus.Failed, at);
        if (_hangUpAt is not { } begun)
        {
            return;
        }

        spans.Write(SpanNames.HangUp, ActivityKind.Internal, begun, at, span =>
        {
            span.SetTag(SpanAttributes.EndedBy, SpanWriter.Name<CallEndedBy>(outcome.By)).SetTag(SpanAttributes.Cause, SpanWriter.Name<CallCause>(outcome.Cause))
                .SetTag(SpanAttributes.SipReason, Reason(outcome.Reason));
            _byes.ForEach(bye => span.AddEvent(bye));
        });
        Reset();
    }
}
