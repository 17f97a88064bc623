using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;
using Xunit;

namespace Realtime.SipGateway.Tests.Calls;

public sealed class CallRecordProjectionTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_last_agent_is_the_calls() => Assert.Equal(
        "billing", Fold((0, new AcceptSent(RealtimeCallId.Parse("rtc_1"), "desk", "m")), (1, new AgentSwitched("desk", "billing", null))).Agent);

    [Fact]
    public void A_whole_call_becomes_one_record()
    {
        var record = Fold(
            (0, new InviteReceived("carrier", "192.0.2.1:5060", "udp", "+15550100", "+15550199", null, "a@carrier", "srtp")),
            (0, new DecisionMade(CallDecision.Accept("support", "1-aabbccdd", "front-desk", "openai", []))),
            (0.1, new Ringing()),
            (0.2, new AttemptStarted(1, "openai", "sip:proj_x@sip.example", "192.0.2.9:5061", "tls", "b@gateway")),
            (0.5, new AcceptSent(RealtimeCallId.Parse("rtc_1"), "front-desk", "gpt-realtime-2.1")),
            (1, new CallAnswered(1, "srtp", 1000)),
            (1.5, new AgentAudioStarted("resp_1", null)),
            (2, new AgentSaid("item_1", "resp_1", "Hello.", false)),
            (4, new CallerSaid("item_2", "Hi.", "en")),
            (4.4, new AgentAudioStarted("resp_2", 400)),
            (5, new ToolCalled("call_1", "lookup", "{}")),
            (6, new GuardrailTripped("no-promises", "stop", "resp_2", "item_3", "guarantee")),
            (6, new ResponseFinished("resp_2", "cancelled", "client_cancelled", 100, 20, 64)),
            (7, new AgentSaid("item_3", "resp_2", "I gua", true)),
            (7.6, new AgentAudioStarted("resp_3", 600)),
            (11, new CallEnded(CallOutcome.CallerHungUp)));

        Assert.Equal("carrier", record.Trunk);
        Assert.Equal("+15550100", record.Dialled);
        Assert.Equal("a@carrier", record.CallerSipCallId);
        Assert.Equal("b@gateway", record.TargetSipCallId);
        Assert.Equal(Start, record.StartedAt);
        Assert.Equal(10, record.DurationSeconds);
        Assert.Equal("support", record.Rule);
        Assert.Equal("1-aabbccdd", record.PolicyVersion);
        Assert.Equal((CallEndedBy.Caller, CallCause.CallerHungUp), (record.EndedBy!.Value, record.Cause!.Value));
        Assert.Equal((1, 2, 1), (record.CallerTurns, record.AgentTurns, record.Interruptions));
        Assert.Equal((1, 1), (record.ToolCalls, record.GuardrailTrips));
        Assert.Equal((100, 20, 64), (record.InputTokens, record.OutputTokens, record.CachedTokens));
        Assert.Equal(500, record.TurnLatencyMedianMs);
        Assert.Equal(500, record.FirstAudioMs!.Value, 3);
    }

    [Fact]
    public void Cost_is_of_responses_and_transcriptions_and_what_has_no_price_is_counted()
    {
        var response = new ResponseFinished("resp_1", "completed", null, 1, 1, 0, Model: "m", Cost: 0.5m, Currency: "USD");
        var said = new CallerSaid("item_1", "Hi.", "en", 3, "t", null, 0.25m, "USD");
        var record = Fold(
            (1, response), (2, response with { Cost = null, Currency = null }), (3, said), (4, said with { Cost = null, Currency = null }),
            (5, new CallerNoise("item_2", 2, "t", null, 0.125m, "USD")), (6, new CallerNoise("item_3", 2, "t")), (7, new CallerSaid("item_4", "Bye.", "en")));

        Assert.Equal((0.875m, "USD"), (record.Cost, record.Currency));
        Assert.Equal((1, 2, 3), (record.UnpricedResponses, record.UnpricedTranscriptions, record.CallerTurns));
    }

    [Fact]
    public void A_call_that_was_never_answered_lasted_no_time()
    {
        var record = Fold((0, new InviteReceived(null, "192.0.2.1:5060", "udp", "100", "", null, "a", null)), (3, new CallEnded(CallOutcome.CallerCancelled)));

        Assert.Equal(0, record.DurationSeconds);
        Assert.Null(record.AnsweredAt);
        Assert.Equal(487, record.SipStatus);
    }

    [Fact]
    public void Faults_are_kept_up_to_a_bound()
    {
        var record = Fold([.. Enumerable.Range(0, 100).Select(second => ((double)second, (CallEventData)new CallFault("kind", "text")))]);

        Assert.Equal(20, record.Faults.Count);
    }

    private static CallRecord Fold(params (double Second, CallEventData Data)[] events)
    {
        var id = CallId.New(TimeProvider.System);
        var projection = new CallRecordProjection(id);
        foreach (var (index, (second, data)) in events.Index())
        {
            projection.Apply(new CallEvent(id, index + 1, Start.AddSeconds(second), "node", data));
        }

        return projection.ToRecord();
    }
}
