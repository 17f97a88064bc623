using System.Text;
using Realtime.Sip.Messages;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;
using Xunit;

namespace Realtime.SipGateway.Tests.Scenarios;

public sealed class InboundCallScenarios
{
    [Fact]
    public async Task A_caller_reaches_the_agent_and_hangs_up()
    {
        await using var scenario = await GatewayScenario.StartAsync();
        await using var caller = scenario.Caller();

        await caller.InviteAsync();
        await caller.ProvisionalAsync(180);
        var answer = await caller.FinalAsync();
        await caller.AcknowledgeAsync();
        Assert.Equal(200, answer.StatusCode);
        Assert.Equal(200, (await caller.HangUpAsync()).StatusCode);

        var record = await scenario.RecordAsync(caller);
        Assert.Equal((CallEndedBy.Caller, CallCause.CallerHungUp), (record.EndedBy, record.Cause));
        Assert.Equal(("carrier", "+15550100", "+15550199"), (record.Trunk, record.Dialled, record.Caller));
        Assert.Equal(("support", "front-desk", "srtp", 1), (record.Rule, record.Agent, record.MediaSecurity, record.Attempts));
        Assert.NotNull(record.RealtimeCallId);
        Assert.NotEqual(caller.CallId, record.TargetSipCallId);
    }

    [Fact]
    public async Task The_session_is_accepted_once_and_as_the_service_wants_it()
    {
        await using var scenario = await GatewayScenario.StartAsync();
        await using var caller = scenario.Caller();
        await caller.CallAsync();
        await caller.HangUpAsync();
        await scenario.RecordAsync(caller);

        var seen = Assert.Single(await scenario.OpenAiCallsAsync());
        Assert.Empty(seen.GetProperty("violations").EnumerateArray());
        Assert.Equal("gpt-realtime-2.1", seen.GetProperty("model").GetString());
    }

    [Fact]
    public async Task Every_step_of_a_call_stands_in_its_log_in_order()
    {
        await using var scenario = await GatewayScenario.StartAsync();
        await using var caller = scenario.Caller();
        await caller.CallAsync();
        await scenario.SeenAsync<SidebandReady>();
        await caller.HangUpAsync();

        var events = await scenario.EventsAsync((await scenario.RecordAsync(caller)).CallId);
        Type[] story =
        [
            typeof(InviteReceived), typeof(DecisionMade), typeof(Ringing), typeof(AttemptStarted), typeof(WebhookReceived), typeof(AcceptSent),
            typeof(AcceptAnswered), typeof(SidebandAttached), typeof(SidebandReady), typeof(ByeReceived), typeof(CallEnded),
        ];
        Assert.Equal(story, events.Select(data => data.GetType()).Where(story.Contains));
        Assert.Single(events, data => data is CallAnswered);
        Assert.Single(events, data => data is CallAcknowledged);
    }

    [Fact]
    public async Task A_rule_refuses_with_its_own_status_and_reason()
    {
        await using var scenario = await GatewayScenario.StartAsync();
        await using var caller = scenario.Caller();

        await caller.InviteAsync(from: "+15556661234");
        var answer = await caller.FinalAsync();

        Assert.Equal((603, "Not today"), (answer.StatusCode, answer.ReasonPhrase));
        var record = await scenario.RecordAsync(caller);
        Assert.Equal((CallEndedBy.Policy, CallCause.RuleRejected, "blocked"), (record.EndedBy!.Value, record.Cause!.Value, record.Rule));
        Assert.Empty(await scenario.OpenAiCallsAsync());
    }

    [Fact]
    public async Task Media_that_OpenAI_would_not_hear_is_refused_before_anybody_rings()
    {
        await using var scenario = await GatewayScenario.StartAsync();
        await using var caller = scenario.Caller();

        await caller.InviteAsync(body: TrunkCaller.SrtpOffer.Replace("RTP/SAVP", "RTP/AVP", StringComparison.Ordinal));
        var answer = await caller.FinalAsync();

        Assert.Equal(488, answer.StatusCode);
        Assert.StartsWith("305 realtime-sip-gateway", answer.Headers.First(SipHeaderId.Warning), StringComparison.Ordinal);
        Assert.Equal(CallCause.MediaRefused, (await scenario.RecordAsync(caller)).Cause);
    }

    [Fact]
    public async Task An_offer_that_aims_media_elsewhere_is_refused_and_the_call_stays()
    {
        await using var scenario = await GatewayScenario.StartAsync();
        await using var caller = scenario.Caller();
        await caller.CallAsync();

        var elsewhere = await caller.OfferAsync(TrunkCaller.SrtpOffer.Replace("c=IN IP4 127.0.0.1", "c=IN IP4 10.9.8.7", StringComparison.Ordinal));
        var refresh = await caller.OfferAsync(TrunkCaller.SrtpOffer);

        Assert.Equal((488, 200), (elsewhere.StatusCode, refresh.StatusCode));
        Assert.Equal(caller.Answer.Body.ToArray(), refresh.Body.ToArray());
        await caller.HangUpAsync();
        Assert.Equal(CallCause.CallerHungUp, (await scenario.RecordAsync(caller)).Cause);
    }

    [Fact]
    public async Task A_stranger_hears_nothing_and_the_next_call_is_as_good_as_ever()
    {
        await using var scenario = await GatewayScenario.StartAsync();
        await using var stranger = new TrunkCaller(scenario.Sip, System.Net.IPAddress.Parse("127.0.0.2"));
        await stranger.InviteAsync();
        Assert.True(await stranger.HearsNothingAsync());

        await using var caller = scenario.Caller();
        Assert.Equal(200, (await caller.CallAsync()).StatusCode);
        await caller.HangUpAsync();
        await scenario.RecordAsync(caller);
        Assert.DoesNotContain(scenario.Log.Lines, line => line.Level > Microsoft.Extensions.Logging.LogLevel.Information);
    }

    [Fact]
    public async Task Rubbish_on_the_wire_disturbs_no_call()
    {
        await using var scenario = await GatewayScenario.StartAsync();
        await using var vandal = scenario.Caller();
        await vandal.SendRawAsync([]);
        await vandal.SendRawAsync([0, 1, 2, 3, 255]);
        await vandal.SendRawAsync(Encoding.ASCII.GetBytes("INVITE sip:x SIP/2.0\r\nVia: SIP/2.0/UDP"));
        await vandal.SendRawAsync(Encoding.ASCII.GetBytes("INVITE sip:x@y SIP/2.0\r\nX: " + new string('a', 20_000) + "\r\n\r\n"));

        await using var caller = scenario.Caller();
        Assert.Equal(200, (await caller.CallAsync()).StatusCode);
        await caller.HangUpAsync();
        await scenario.RecordAsync(caller);
        Assert.DoesNotContain(scenario.Log.Lines, line => line.Level > Microsoft.Extensions.Logging.LogLevel.Information);
    }
}
