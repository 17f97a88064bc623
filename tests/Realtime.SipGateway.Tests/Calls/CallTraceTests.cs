using System.Diagnostics;
using System.Net;
using Microsoft.Extensions.Logging;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Calls.Traces;
using Realtime.SipGateway.Telemetry;
using Realtime.Testing;
using Xunit;

namespace Realtime.SipGateway.Tests.Calls;

public sealed class CallTraceTests : IDisposable
{
    private static readonly RealtimeCallId Session = RealtimeCallId.Parse("rtc_1");

    private static readonly CallFacts Facts = new() { Source = CallSourceKind.Sip, Trunk = "carrier", Caller = "+15550199", Dialled = "+15550100", SipCallId = "abc" };

    private readonly ManualTimeProvider _time = new();
    private readonly List<Activity> _ended = [];
    private readonly ActivityListener _listener;
    private readonly CallTrace _trace;
    private readonly CallId _id;
    private readonly DateTimeOffset _began;

    public CallTraceTests()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is GatewayTelemetry.Name,
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span =>
            {
                // Other tests make spans too.
                if (_trace is not null && span.TraceId == _trace.Context.TraceId)
                {
                    _ended.Add(span);
                }
            },
        };
        ActivitySource.AddActivityListener(_listener);
        _id = CallId.New(_time);
        _began = _time.GetUtcNow();
        _trace = CallTraces.Plain().Begin(_id, Facts, _began);
    }

    public void Dispose() => _listener.Dispose();

    [Fact]
    public void Retries_are_linked_to_what_they_follow_and_are_no_children_of_it()
    {
        Happens(0, new AttemptStarted(1, "openai", "sip:x", "1.2.3.4:5061", "tls", "id-1"));
        Happens(1, new AttemptProgressed(1, 100));
        Happens(1, new AttemptProgressed(1, 183));
        Happens(1, new AttemptFailed(1, "VendorTimedOut", 504, "Server Timeout"));
        Happens(0, new AttemptStarted(2, "backup", "sip:y", "1.2.3.5:5061", "tls", "id-2"));
        Happens(2, new CallAnswered(2, "srtp", 5000));

        var (first, second) = (Span("SIP INVITE to openai"), Span("SIP INVITE to backup"));
        Assert.Equal(first.Context, Assert.Single(second.Links).Context);
        Assert.Empty(first.Links);
        Assert.Equal((_trace.Context.SpanId, _trace.Context.SpanId), (first.ParentSpanId, second.ParentSpanId));
        Assert.Equal((ActivityStatusCode.Error, "vendor_timed_out", 504), (first.Status, first.GetTagItem("error.type"), first.GetTagItem("sip.response.status_code")));
        Assert.Equal([100, 183], first.Events.Select(provisional => provisional.Tags.Single().Value));
        Assert.Equal((TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(2)), (first.Duration, second.Duration));
        Assert.Equal((TimeSpan.FromSeconds(5), 200), (Span("SIP INVITE").Duration, Span("SIP INVITE").GetTagItem("sip.response.status_code")));
    }

    [Theory]
    [InlineData(true, null, "no_answer")]
    [InlineData(true, 481, "481")]
    [InlineData(true, 491, null)]
    [InlineData(true, 200, null)]
    [InlineData(false, 488, null)]
    [InlineData(false, 500, "500")]
    public void A_transaction_fails_by_its_answer(bool isOurs, int? status, string? failure)
    {
        _trace.Transactions!.Write(Transaction("UPDATE") with { IsOurs = isOurs, Status = status });

        var span = Span("SIP UPDATE");
        Assert.Equal(failure, span.GetTagItem("error.type"));
        Assert.Equal(failure is null ? ActivityStatusCode.Unset : ActivityStatusCode.Error, span.Status);
        Assert.Equal((isOurs ? ActivityKind.Client : ActivityKind.Server, _trace.Context.SpanId), (span.Kind, span.ParentSpanId));
        Assert.Equal(TimeSpan.FromSeconds(0.25), span.Duration);
        Assert.Equal(("192.0.2.7", 5060), (span.GetTagItem("network.peer.address"), span.GetTagItem("network.peer.port")));
    }

    [Fact]
    public void The_end_of_a_leg_has_its_span_however_much_was_sent_before_and_after_the_call()
    {
        for (var i = 0; i < TransactionSpans.MaxInCall + 3; i++)
        {
            _trace.Transactions!.Write(Transaction("INFO"));
        }

        _trace.End(CallOutcome.CallerHungUp, _time.GetUtcNow());
        _trace.Transactions!.Write(Transaction("BYE"));

        Assert.Equal(TransactionSpans.MaxInCall, _ended.Count(span => span.OperationName == "SIP INFO"));
        Assert.Equal(3, Span("call").GetTagItem("gateway.sip.transactions.left_out"));
        Assert.Equal(_trace.Context.SpanId, Span("SIP BYE").ParentSpanId);
    }

    [Fact]
    public void Words_that_a_guardrail_stops_are_one_span_and_words_that_were_heard_another()
    {
        Happens(0, new GuardrailTripped("no-promises", "stop", "resp_1", "item_1", "refund"));
        Happens(0.5, new SpeechStopped("no-promises", "item_1", "refund", 250, 500));
        Happens(3, new GuardrailTripped("compliance", "stop", "resp_2", "item_2", "advice", Late: true));
        Happens(1, new CallEnded(CallOutcome.CallerHungUp));

        Assert.Equal(["guardrail no-promises", "guardrail compliance"], _ended.Select(span => span.OperationName).Where(name => name.StartsWith("guardrail", StringComparison.Ordinal)));
        Assert.Equal(TimeSpan.FromSeconds(0.5), Span("guardrail no-promises").Duration);
    }

    [Fact]
    public void A_turn_goes_from_the_first_word_to_the_first_sound()
    {
        Happens(0, new CallAcknowledged());
        Happens(1, new AgentAudioStarted("resp_0", null));
        Happens(2, new CallerSpeechStarted("item_1", 0));
        Happens(1, new CallerSpeechStopped("item_1", 1000));
        Happens(0.1, new CallerSpeechStarted("item_2", 1100));
        Happens(1, new CallerSpeechStopped("item_2", 2100));
        Happens(0.6, new AgentAudioStarted("resp_1", 600));
        Happens(3, new CallerSpeechStarted("item_3", 0));
        Happens(1, new CallEnded(CallOutcome.CallerHungUp));

        Assert.Equal(TimeSpan.FromSeconds(1), Span("greeting").Duration);
        var turns = _ended.Where(span => span.OperationName == "turn").ToList();
        Assert.Equal([2.7, 1.0], turns.Select(span => Math.Round(span.Duration.TotalSeconds, 6)));
        Assert.Equal([0.6, null], turns.Select(span => span.GetTagItem("gateway.turn.latency")));
        Assert.Equal([true, false], turns.Select(span => span.GetTagItem("gateway.turn.answered")));
    }

    [Fact]
    public void Each_way_of_a_transfer_is_below_it_and_linked_to_the_one_before()
    {
        Happens(0, new TransferRequested(CallEndedBy.Agent, "tool", "tel:+4930123456", "angry"));
        Happens(2, new TransferFailed(TransferMode.Refer, TransferStatus.Failed, 603, "Decline", 2000, Final: false));
        Happens(4, new ByeReceived("target", null));
        Happens(0, new TransferCompleted(TransferMode.Bridge, "tel:+4930123456", true, 200, null, 4000));

        var (transfer, refer, bridge) = (Span("transfer"), Span("transfer by refer"), Span("transfer by bridge"));
        Assert.Equal((transfer.SpanId, transfer.SpanId), (refer.ParentSpanId, bridge.ParentSpanId));
        Assert.Equal(refer.Context, Assert.Single(bridge.Links).Context);
        Assert.Equal((ActivityStatusCode.Error, ActivityStatusCode.Unset, ActivityStatusCode.Unset), (refer.Status, bridge.Status, transfer.Status));
        Assert.Equal((TimeSpan.FromSeconds(6), "bridge", "completed"), (transfer.Duration, transfer.GetTagItem("gateway.transfer.mode"), transfer.GetTagItem("gateway.transfer.result")));
        Assert.DoesNotContain(_ended.SelectMany(span => span.TagObjects), tag => tag.Value is string text && text.Contains("4930123456", StringComparison.Ordinal));
    }

    [Fact]
    public void What_is_open_when_the_call_ends_ends_with_it()
    {
        Happens(0, new AttemptStarted(1, "openai", "sip:x", "1.2.3.4:5061", "tls", "id-1"));
        Happens(1, new TransferRequested(CallEndedBy.Operator, null, "tel:+49", null));
        Happens(1, new ByeReceived("caller", "Q.850;cause=16"));
        Happens(0.2, new CallEnded(CallOutcome.CallerCancelled));
        _trace.End(CallOutcome.CallerCancelled, _time.GetUtcNow());

        Assert.Equal(ActivityStatusCode.Error, Span("SIP INVITE to openai").Status);
        Assert.Equal(487, Span("SIP INVITE").GetTagItem("sip.response.status_code"));
        Assert.Equal("failed", Span("transfer").GetTagItem("gateway.transfer.result"));
        var hangUp = Span("hang up");
        Assert.Equal((0.2, "caller_cancelled"), (Math.Round(hangUp.Duration.TotalSeconds, 6), hangUp.GetTagItem("gateway.cause")));
        Assert.Equal("bye_received", Assert.Single(hangUp.Events).Name);
        Assert.Equal((ActivityStatusCode.Unset, "caller"), (Span("call").Status, Span("call").GetTagItem("gateway.ended_by")));
    }

    [Fact]
    public void A_call_of_an_hour_keeps_no_spans()
    {
        for (var turn = 0; turn < 500; turn++)
        {
            Happens(1, new CallerSpeechStarted("item", 0));
            Happens(1, new AgentAudioStarted("resp", 500));
            Happens(1, new ResponseFinished($"resp_{turn}", "completed", null, 10, 10, 0, null, 900, "gpt-realtime-2.1"));
        }

        Assert.Equal(1_000, _ended.Count);
        _trace.End(CallOutcome.CallerHungUp, _time.GetUtcNow());
        var root = Span("call");
        Assert.Empty(root.Events);
        Assert.True(root.TagObjects.Count() < 20);
    }

    [Fact]
    public void The_current_span_is_left_as_it_was()
    {
        using var around = new Activity("around").Start();

        Happens(0, new AttemptStarted(1, "openai", "sip:x", "1.2.3.4:5061", "tls", "id-1"));
        Happens(0, new WebhookReceived("wh_1", "openai", Session, "srtp", 5), around);
        Happens(0, new TransferRequested(CallEndedBy.Agent, null, "tel:+49", null));
        Happens(0, new TransferCompleted(TransferMode.Bridge, "tel:+49", true, 200, null, 1));

        Assert.Same(around, Activity.Current);
        Assert.Equal(around.Context, Assert.Single(Span("webhook").Links).Context);
        _trace.End(CallOutcome.CallerHungUp, _time.GetUtcNow());
        Assert.Same(around, Activity.Current);
    }

    [Fact]
    public void A_trace_goes_on_where_another_process_left_it()
    {
        _trace.HandOver(_time.GetUtcNow());

        var next = CallTraces.Plain().Begin(_id, Facts, _time.GetUtcNow(), _trace.Id);

        Assert.Equal(_trace.Context.TraceId, next.Context.TraceId);
        Assert.Equal(true, Span("call").GetTagItem("gateway.handed_over"));
    }

    [Fact]
    public void What_a_later_event_adds_stays_here_until_somebody_decides()
    {
        var log = new RecordingAttributes();
        var records = new CallEventRecords(log, new TelemetryOptions());

        records.Write(new CallEvent(_id, 1, _began, "node", new UnknownCallEvent("future.thing", System.Text.Json.JsonDocument.Parse("""{"secret":"x"}""").RootElement)));
        records.Write(new CallEvent(_id, 2, _began, "node", new InviteReceived("carrier", "1.2.3.4:5060", "udp", "+15550100", "+15550199", "Ann", "abc", "srtp")));

        Assert.Equal(["future.thing", "signalling.invite_received"], log.Names);
        Assert.DoesNotContain(log.Attributes, one => one.Value is string text && (text.Contains("1555", StringComparison.Ordinal) || text is "x" or "Ann"));
        Assert.Contains(log.Attributes, one => one is { Key: "trunk", Value: "carrier" });
    }

    private void Happens(double afterSeconds, CallEventData data, Activity? around = null)
    {
        _time.Advance(TimeSpan.FromSeconds(afterSeconds));
        _trace.Apply(new CallEvent(_id, 1, _time.GetUtcNow(), "node", data), around);
    }

    private LegTransaction Transaction(string method) => new(
        "target", true, method, false, "id-1", 200, "udp", IPEndPoint.Parse("192.0.2.7:5060"), _began, _began.AddSeconds(0.25));

    private Activity Span(string name) => Assert.Single(_ended, span => span.OperationName == name);

    private sealed class RecordingAttributes : ILogger
    {
        public List<string?> Names { get; } = [];

        public List<KeyValuePair<string, object?>> Attributes { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            Names.Add(eventId.Name);
            Attributes.AddRange((IEnumerable<KeyValuePair<string, object?>>)state!);
        }
    }
}
