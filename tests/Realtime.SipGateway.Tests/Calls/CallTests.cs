using Microsoft.Extensions.Options;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Telemetry;
using Realtime.SipGateway.Tests.Sideband;
using Realtime.Testing;
using Xunit;

namespace Realtime.SipGateway.Tests.Calls;

public sealed class CallTests : ICallObserver
{
    private readonly ManualTimeProvider _time = new();
    private readonly MemoryCallEventLog _log = new();
    private readonly CallEventFeed _feed = new();
    private readonly List<CallState> _states = [];
    private Action<Call, CallState>? _also;
    private readonly ActiveCalls _calls;

    public CallTests()
    {
        var options = Options.Create(new CallsOptions { MaxActiveCalls = 2, Node = "node" });
        var journal = new CallJournal(_log, _feed, TestCalls.Metrics(), new Redactor(), options, _time);
        _calls = new ActiveCalls(journal, [new Faulty(), this], options, _time);
    }

    void ICallObserver.OnChanged(Call call, CallState state)
    {
        _also?.Invoke(call, state);
        _states.Add(state);
    }

    [Fact]
    public async Task Words_are_redacted_and_shown_only_while_somebody_follows_the_call()
    {
        var call = _calls.TryAdd(new CallFacts { Source = CallSourceKind.Sip }, new RecordingControl())!;
        var redacted = 0;
        call.RedactAlso(text =>
        {
            redacted++;
            return text;
        });
        call.Record(new AgentPartial("item_1", "resp_1", "unseen"));
        Assert.Equal((0, false), (redacted, _feed.IsFollowed(call.Id, "transcript.agent_partial")));

        using var left = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var elsewhere = _feed.Follow(CallId.New(_time), left.Token);
        Assert.NotNull(elsewhere);
        call.Record(new AgentPartial("item_1", "resp_1", "unseen too"));
        Assert.Equal((0, false), (redacted, _feed.IsFollowed(call.Id, "transcript.agent_partial")));

        await using var followed = _feed.Follow(call.Id, left.Token).GetAsyncEnumerator(left.Token);
        call.Record(new AgentPartial("item_1", "resp_1", "seen"));

        Assert.True(await followed.MoveNextAsync());
        Assert.Equal(("seen", 0, 1), (((AgentPartial)followed.Current.Data).Text, (int)followed.Current.Sequence, redacted));
    }

    [Fact]
    public void What_is_taken_out_is_added_once_and_never_replaced()
    {
        var call = _calls.TryAdd(new CallFacts { Source = CallSourceKind.Sip }, new RecordingControl())!;
        var runs = 0;
        Func<string, string> counted = text =>
        {
            runs++;
            return text.Replace("falcon", "[bird]", StringComparison.Ordinal);
        };
        for (var handOff = 0; handOff < 1_000; handOff++)
        {
            call.RedactAlso(counted);
        }

        // The session of a further attempt begins anew; what the lost one kept secret stays so.
        call.HideDigits("8362");
        call.RedactAlso(static text => text.Replace("project", "[work]", StringComparison.Ordinal));

        Assert.Equal("[work] [bird], PIN [redacted]", call.Redact("project falcon, PIN 8362"));
        Assert.Equal(1, runs);
    }

    [Fact]
    public void A_change_made_while_observers_are_told_is_told_after_it()
    {
        _also = (call, state) =>
        {
            if (state == CallState.Accepted)
            {
                // As from another thread: the end comes while Accepted is being delivered.
                Task.Run(() => call.End(CallOutcome.CallerHungUp)).Wait();
            }
        };
        Accepted();

        Assert.Equal([CallState.Accepted, CallState.Ended], _states[^2..]);
    }

    [Fact]
    public void A_faulty_observer_keeps_nobody_from_being_told_and_is_noted()
    {
        Accepted();

        Assert.Contains(CallState.Accepted, _states);
        Assert.Contains(_log.Events, written => written.Data is CallFault { Kind: "observer" } fault && fault.Message.Contains("broken", StringComparison.Ordinal));
    }

    [Fact]
    public void Observers_see_every_state_once_and_in_order()
    {
        var call = Accepted();
        call.End(CallOutcome.CallerHungUp);
        call.End(CallOutcome.AgentHungUp);

        Assert.Equal(
            [CallState.Decided, CallState.Dialing, CallState.Announced, CallState.Accepting, CallState.Accepted, CallState.Ended], _states);
    }

    [Fact]
    public void The_first_outcome_stands_and_is_the_records()
    {
        var call = Accepted();

        Assert.True(call.End(CallOutcome.CallerHungUp));
        Assert.False(call.End(CallOutcome.AgentHungUp));

        var record = Assert.Single(_log.Records);
        Assert.Equal(CallCause.CallerHungUp, record.Cause);
        Assert.Single(_log.Events, written => written.Data is CallEnded);
    }

    [Fact]
    public void An_ended_call_leaves_the_table_and_cancels_its_token()
    {
        var call = Accepted();
        call.End(CallOutcome.CallerHungUp);

        Assert.Equal(0, _calls.Count);
        Assert.True(call.Ended.IsCancellationRequested);
    }

    [Fact]
    public void What_drains_after_the_end_is_logged_and_counted_in_the_record()
    {
        var call = Accepted();
        call.End(CallOutcome.CallerHungUp);

        call.Record(new CallerSaid("item", "Bye", null));

        Assert.Equal(1, _log.Records[^1].CallerTurns);
        Assert.Equal(Enumerable.Range(1, _log.Events.Count), _log.Events.Select(written => (int)written.Sequence));
    }

    [Fact]
    public void Partial_words_are_shown_live_but_not_stored()
    {
        var call = Accepted();
        var before = _log.Events.Count;

        call.Record(new AgentPartial("item", "resp", "Hel"));

        Assert.Equal(before, _log.Events.Count);
    }

    [Fact]
    public void A_full_table_takes_no_call()
    {
        Accepted();
        Accepted();

        Assert.Null(_calls.TryAdd(new CallFacts { Source = CallSourceKind.Sip }, new NoControl()));
    }

    [Fact]
    public async Task A_follower_sees_one_calls_events_redacted()
    {
        var events = _feed.Follow(null, TestContext.Current.CancellationToken);
        var call = Accepted();
        call.Record(new AgentPartial("item", "resp", "Your card is 4111 1111 1111 1111."));

        await foreach (var seen in events)
        {
            if (seen.Data is AgentPartial partial)
            {
                Assert.Equal("Your card is [redacted].", partial.Text);
                return;
            }
        }
    }

    private Call Accepted()
    {
        var call = _calls.TryAdd(new CallFacts { Source = CallSourceKind.Sip }, new NoControl())!;
        var id = RealtimeCallId.Parse("rtc_1");
        call.Decide(CallDecision.Accept("rule", "1-00000000", "agent", "openai", []));
        call.BeginAttempt();
        call.Announce(1, id);
        call.BeginAccept(id);
        call.Accepted(id);
        return call;
    }

    private sealed class NoControl : ICallControl
    {
        public ValueTask HangUpAsync(CallOutcome outcome, CancellationToken cancellationToken) => ValueTask.CompletedTask;
    }

    private sealed class Faulty : ICallObserver
    {
        public void OnChanged(Call call, CallState state)
        {
            if (state == CallState.Accepted)
            {
                throw new InvalidOperationException("broken");
            }
        }
    }
}
