using Microsoft.Extensions.Options;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Telemetry;
using Realtime.SipGateway.Tests.Sideband;
using Realtime.Testing;
using Xunit;

namespace Realtime.SipGateway.Tests.Calls;

public sealed class EventLimitTests
{
    private const int Max = 20;

    private readonly MemoryCallEventLog _log = new();
    private readonly ActiveCalls _calls;

    public EventLimitTests()
    {
        var time = new ManualTimeProvider();
        var options = Options.Create(new CallsOptions { Node = "node", MaxEvents = Max });
        _calls = new ActiveCalls(new CallJournal(_log, new CallEventFeed(), TestCalls.Metrics(), new Redactor(), options, time), [], options, time);
    }

    [Fact]
    public void A_call_that_has_too_many_events_says_so_once_and_its_end_is_kept()
    {
        var call = Begin();
        Say(call, 50);
        call.Record(new ByeReceived(DialogState.Caller, null));
        call.End(CallOutcome.CallerHungUp);
        call.Record(new CallerSaid("late", "Goodbye.", null));

        Assert.Equal(Enumerable.Range(1, Max + 4), _log.Events.Select(static one => (int)one.Sequence));
        Assert.Equal(
            ["call.fault", "signalling.bye_received", "call.ended", "transcript.caller"], _log.Events.Skip(Max).Select(static one => one.Data.Type));
        Assert.Equal(EventLimit.Kind, Assert.Single(_log.Events.Select(static one => one.Data).OfType<CallFault>()).Kind);
        var record = _log.Records[^1];
        Assert.Equal((51, 50 - Max, CallCause.CallerHungUp), (record.CallerTurns, record.EventsLeftOut, record.Cause));
        Assert.Contains("events_full", Assert.Single(record.Faults), StringComparison.Ordinal);
    }

    [Fact]
    public void Also_what_matters_has_an_end_and_the_end_of_the_call_none()
    {
        var call = Begin();
        for (var index = 0; index < Max + (2 * EventLimit.Reserve); index++)
        {
            call.Record(new ByeReceived(DialogState.Caller, null));
        }

        call.End(CallOutcome.CallerHungUp);

        Assert.Equal(Max + EventLimit.Reserve + 1, _log.Events.Count);
        Assert.IsType<CallEnded>(_log.Events[^1].Data);
        Assert.Equal(_log.Events.Count, _log.Events[^1].Sequence);
    }

    [Fact]
    public async Task A_process_that_takes_the_call_up_goes_on_counting_and_says_nothing_again()
    {
        var call = Begin();
        call.Decide(CallDecision.Accept("rule", "1-abc", "desk", "openai", []));
        call.BeginAttempt();
        call.Answer();
        call.Acknowledge();
        Say(call, 30);
        var snapshot = call.HandOver(null)!;

        var taken = await _calls.TakeOverAsync(snapshot, new RecordingControl(), TestContext.Current.CancellationToken);
        taken.Resume();
        Say(taken, 5);

        Assert.Equal(["call.fault", "call.handed_over", "call.taken_over"], _log.Events.Skip(Max).Select(static one => one.Data.Type));
        Assert.True(snapshot.Record!.EventsLeftOut > 0);
        taken.End(CallOutcome.CallerHungUp);
        var record = _log.Records[^1];
        Assert.Equal((35, snapshot.Record.EventsLeftOut + 5), (record.CallerTurns, record.EventsLeftOut));
    }

    [Fact]
    public void What_the_start_after_a_crash_needs_is_kept_when_a_peer_has_used_up_the_rest()
    {
        var call = Begin();
        for (var index = 0; index < Max + (2 * EventLimit.Reserve); index++)
        {
            call.Record(new ByeReceived(DialogState.Caller, null));
        }

        for (var index = 0; index < 2 * EventLimit.Reserve; index++)
        {
            call.Record(new TransferCompleted(TransferMode.Bridge, "desk", Confirmed: true, null, null, 1));
        }

        Assert.Equal(EventLimit.Reserve, _log.Events.Count(static one => one.Data is TransferCompleted));
    }

    [Fact]
    public void The_record_counts_what_guardrails_took_out_and_not_what_is_secret_anyway()
    {
        var call = Begin();
        call.RedactAlso(static text => text.Replace("Rumpelstilzchen", "[name]", StringComparison.Ordinal));
        call.HideDigits("8362");
        call.Record(new CallerSaid("1", "I am Rumpelstilzchen, and Rumpelstilzchen is my name.", null));
        call.Record(new CallerSaid("2", "Hello.", null));
        call.Record(new CallerSaid("3", "My PIN is 8362.", null));
        call.Record(new ToolCalled("fc_1", "lookup", """{"name":"Rumpelstilzchen"}"""));
        call.End(CallOutcome.CallerHungUp);

        var record = Assert.Single(_log.Records);
        Assert.Equal((2, "secrets, guardrails"), (record.GuardrailRedactions, record.Redaction));
        Assert.Equal([true, null, null, true, null], _log.Events.Select(static one => one.Data.Redacted));
        var back = CallEvent.ReadData("transcript.caller", _log.Events[0].DataJson());
        Assert.Equal(_log.Events[0].Data, back);
        Assert.DoesNotContain("8362", ((CallerSaid)_log.Events[2].Data).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_call_of_which_nothing_was_taken_out_says_so()
    {
        var call = Begin();
        Say(call, 1);
        call.End(CallOutcome.CallerHungUp);

        var record = Assert.Single(_log.Records);
        Assert.Equal((0, 0, "secrets"), (record.GuardrailRedactions, record.EventsLeftOut, record.Redaction));
    }

    private Call Begin() => _calls.TryAdd(new CallFacts { Source = CallSourceKind.Sip, Dialled = "+15550100" }, new RecordingControl())!;

    private static void Say(Call call, int count)
    {
        for (var index = 0; index < count; index++)
        {
            call.Record(new CallerSaid($"item_{index}", "Hello.", null));
        }
    }
}
