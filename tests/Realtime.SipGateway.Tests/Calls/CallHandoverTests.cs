using System.Diagnostics;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Telemetry;
using Realtime.SipGateway.Tests.Sideband;
using Realtime.Testing;
using Xunit;

namespace Realtime.SipGateway.Tests.Calls;

/// <summary>A call that one process leaves and another takes up; both write into the same log.</summary>
public sealed class CallHandoverTests : ICallObserver
{
    private readonly ManualTimeProvider _time = new();
    private readonly MemoryCallEventLog _log = new();
    private readonly List<CallState> _states = [];

    void ICallObserver.OnChanged(Call call, CallState state) => _states.Add(state);

    [Fact]
    public async Task The_log_and_the_record_of_a_call_go_on_in_the_next_process()
    {
        var first = Process("node-1");
        var call = Talking(first);
        call.Record(new CallerSaid("item_1", "Hello", null));
        var snapshot = Sent(call.HandOver("legs")!);
        _time.Advance(TimeSpan.FromSeconds(3));

        var next = Process("node-2");
        var taken = await next.TakeOverAsync(snapshot, new RecordingControl(), TestContext.Current.CancellationToken);
        taken.Resume();
        taken.Record(new CallerSaid("item_2", "Goodbye", null));
        taken.End(CallOutcome.CallerHungUp);

        Assert.Equal(Enumerable.Range(1, _log.Events.Count), _log.Events.Select(written => (int)written.Sequence));
        Assert.Equal(3_000, Assert.Single(_log.Events.Select(written => written.Data).OfType<CallTakenOver>()).AwayMs);
        var record = Assert.Single(_log.Records);
        Assert.Equal((call.Id, 2, CallCause.CallerHungUp, "desk"), (record.CallId, record.CallerTurns, record.Cause, record.Agent));
        Assert.Equal(call.StartedAt, record.StartedAt);
        Assert.Equal("legs", snapshot.Legs);
    }

    [Fact]
    public void Nothing_is_done_or_written_any_more_for_a_call_that_was_handed_over()
    {
        var calls = Process("node-1");
        var call = Talking(calls);
        call.HandOver(null);
        var written = _log.Events.Count;

        call.Record(new CallerSaid("item", "Still there?", null));
        Assert.False(call.End(CallOutcome.CallerHungUp));
        Assert.Equal(CallVerdict.AlreadyEnded, call.Accepted(RealtimeCallId.Parse("rtc_1")));

        Assert.Equal(written, _log.Events.Count);
        Assert.Empty(_log.Records);
        Assert.Equal(0, calls.Count);
        Assert.Equal(CallState.HandedOver, _states[^1]);
        Assert.False(call.Ended.IsCancellationRequested);
    }

    [Fact]
    public async Task A_call_taken_over_is_accepted_and_ready_to_talk()
    {
        var snapshot = Sent(Talking(Process("node-1")).HandOver(null)!);
        _states.Clear();

        var call = await Process("node-2").TakeOverAsync(snapshot, new RecordingControl(), TestContext.Current.CancellationToken);
        call.Resume();

        Assert.Equal([CallState.Accepted], _states);
        Assert.True(call.ReadyToTalk.IsCompletedSuccessfully);
        Assert.True(call.IsTakenOver);
        Assert.Equal(("+15550100", "rtc_1"), (call.Facts.Dialled, call.Progress.RealtimeCallId!.Value.Value));
    }

    [Fact]
    public void A_call_is_kept_until_it_is_acknowledged_and_its_tools_are_done()
    {
        var call = Accepted(Process("node-1"));
        Assert.Null(call.HandOver(null));

        call.Acknowledge();
        call.Record(new ToolCalled("fc_1", "lookup", "{}"));
        Assert.False(call.CanBeHandedOver);

        call.Record(new ToolCompleted("fc_1", "lookup", true, "{}", 5, false));
        Assert.True(call.CanBeHandedOver);
    }

    [Fact]
    public async Task The_log_knows_a_call_that_was_left_to_a_person_as_its_process_does()
    {
        var first = Process("node-1");
        var call = Talking(first);
        call.Transferred();
        call.Record(new DialogState(
            DialogState.Called, null, "client", "b", "sip:us@x", "1", "sip:them@y", "2", "sip:them@y", [], "<sip:us@x>", 1, null, "udp", "127.0.0.1:5060", "127.0.0.2:5060"));
        var left = Sent(call.HandOver(null)!);
        var rebuilt = Rebuild(call);

        var same = rebuilt.ToSnapshot()!;

        Assert.Equal((CallState.Transferred, "rtc_1"), (same.State, same.RealtimeCallId!.Value.Value));
        Assert.Equal(Json(left), Json(same));
        var taken = await Process("node-2").TakeOverAsync(same, new RecordingControl(), TestContext.Current.CancellationToken);
        Assert.True(taken.AgentLeft.IsCancellationRequested);
    }

    [Fact]
    public async Task The_log_knows_the_trace_of_the_call_in_each_process()
    {
        using var listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name is GatewayTelemetry.Name,
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
        };
        ActivitySource.AddActivityListener(listener);
        var call = Talking(Process("node-1"));
        var left = Sent(call.HandOver(null)!);

        Assert.NotNull(left.TraceParent);
        Assert.Equal(Json(left), Json(Rebuild(call).ToSnapshot()!));
        var taken = await Process("node-2").TakeOverAsync(left, new RecordingControl(), TestContext.Current.CancellationToken);
        taken.Resume();
        var again = Sent(taken.HandOver(null)!);
        Assert.NotEqual(left.TraceParent, again.TraceParent);
        Assert.Equal(Json(again), Json(Rebuild(call).ToSnapshot()!));
    }

    [Fact]
    public void The_log_of_a_second_attempt_forgets_the_session_of_the_first()
    {
        var call = Process("node-1").TryAdd(new CallFacts { Source = CallSourceKind.Sip, Dialled = "+15550100" }, new RecordingControl())!;
        call.Decide(CallDecision.Accept("rule", "1-abc", "desk", "openai", ["why"]));
        Attempt(call, "openai", "rtc_1");
        _time.Advance(TimeSpan.FromSeconds(2));
        Attempt(call, "backup", "rtc_2");
        call.Record(new AcceptAnswered(true, 200, null, null, 9_000, RealtimeCallId.Parse("rtc_1")));
        call.Answer();
        call.Acknowledge();
        var left = Sent(call.HandOver(null)!);
        var rebuilt = Rebuild(call);

        Assert.Equal(("backup", 2, _time.GetUtcNow()), (left.Target, left.Attempt, left.SessionStartedAt));
        Assert.Equal(Json(left), Json(rebuilt.ToSnapshot()!));
    }

    [Fact]
    public void Nothing_is_rebuilt_of_a_call_that_was_not_decided()
    {
        var call = Process("node-1").TryAdd(new CallFacts { Source = CallSourceKind.Sip }, new RecordingControl())!;
        call.Record(new Ringing());
        var rebuilt = Rebuild(call);

        Assert.Null(rebuilt.ToSnapshot());
    }

    private RebuiltCall Rebuild(Call call)
    {
        var projection = new RebuiltCall(call.Id);
        foreach (var written in _log.Events)
        {
            projection.Apply(written);
        }

        return projection;
    }

    private static string Json(CallSnapshot snapshot) => JsonSerializer.Serialize(snapshot, CallSnapshotJson.Default.CallSnapshot);

    private static void Attempt(Call call, string target, string id)
    {
        var realtime = RealtimeCallId.Parse(id);
        var (_, attempt) = call.BeginAttempt(target);
        call.Record(new AttemptStarted(attempt, target, "sip:x", "127.0.0.1:5061", "tls", "leg-" + id));
        call.Announce(attempt, realtime, target);
        call.Record(new WebhookReceived("wh_" + id, target, realtime, "srtp", 5));
        call.BeginAccept(realtime);
        call.Record(new AcceptSent(realtime, "desk", "m"));
        call.Record(new AcceptAnswered(true, 200, null, null, 5, realtime));
        call.Accepted(realtime);
    }

    private static CallSnapshot Sent(CallSnapshot snapshot) => JsonSerializer.Deserialize(
        JsonSerializer.Serialize(snapshot, CallSnapshotJson.Default.CallSnapshot), CallSnapshotJson.Default.CallSnapshot)!;

    private static Call Talking(ActiveCalls calls)
    {
        var call = Accepted(calls);
        call.Acknowledge();
        return call;
    }

    private static Call Accepted(ActiveCalls calls)
    {
        var call = calls.TryAdd(new CallFacts { Source = CallSourceKind.Sip, Dialled = "+15550100" }, new RecordingControl())!;
        call.Decide(CallDecision.Accept("rule", "1-abc", "desk", "openai", ["why"]));
        Attempt(call, "openai", "rtc_1");
        return call;
    }

    private ActiveCalls Process(string node)
    {
        var options = Options.Create(new CallsOptions { Node = node });
        return new ActiveCalls(new CallJournal(_log, new CallEventFeed(), TestCalls.Metrics(), new Redactor(), options, _time), [this], options, _time);
    }
}
