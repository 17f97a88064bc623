using System.Text;
using Realtime.Sip.Messages;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;
using Xunit;

namespace Realtime.SipGateway.Tests.Scenarios;

/// <summary>What carriers do inside a call: refresh it, or fall silent.</summary>
public sealed class InDialogScenarios
{
    private static readonly Dictionary<string, string?> ShortSessions = new()
    {
        ["Sip:SessionTimerFloorSeconds"] = "1",
        ["Trunks:carrier:SessionTimer:MinSeconds"] = "3",
    };

    [Fact]
    public async Task A_carrier_that_does_not_refresh_its_session_is_hung_up_with_a_reason()
    {
        await using var scenario = await GatewayScenario.StartAsync(ShortSessions);
        await using var caller = scenario.Caller();
        await caller.InviteAsync(headers: ["Supported: timer", "Session-Expires: 4;refresher=uac"]);
        var answer = await caller.FinalAsync();
        await caller.AcknowledgeAsync();
        Assert.Equal("4;refresher=uac", answer.Headers.First(SipHeaderId.SessionExpires));
        Assert.Equal("timer", answer.Headers.First(SipHeaderId.Require));

        var bye = await caller.ByeAsync();

        Assert.Contains("Session timer expired", bye.Headers.First(SipHeaderId.Reason), StringComparison.Ordinal);
        var record = await scenario.RecordAsync(caller);
        Assert.Equal((CallEndedBy.Caller, CallCause.CallerUnreachable), (record.EndedBy, record.Cause));
    }

    [Fact]
    public async Task A_session_that_is_ours_to_refresh_is_refreshed_with_the_body_that_the_carrier_knows()
    {
        await using var scenario = await GatewayScenario.StartAsync(ShortSessions);
        await using var caller = scenario.Caller();
        await caller.InviteAsync(headers: ["Supported: timer", "Session-Expires: 4;refresher=uas"]);
        var answer = await caller.FinalAsync();
        await caller.AcknowledgeAsync();

        for (var round = 0; round < 3; round++)
        {
            var refresh = await caller.RequestAsync(SipMethod.Invite);
            Assert.Equal(answer.Body.ToArray(), refresh.Body.ToArray());
            Assert.Equal("4;refresher=uac", refresh.Headers.First(SipHeaderId.SessionExpires));
            await caller.RespondAsync(
                refresh, 200, TrunkCaller.SrtpOffer, new SipHeader(SipHeaderId.SessionExpires, "4;refresher=uac"), new SipHeader(SipHeaderId.Require, "timer"));
            await caller.RequestAsync(SipMethod.Ack);
        }

        Assert.Equal(200, (await caller.HangUpAsync()).StatusCode);
        var events = await scenario.EventsAsync((await scenario.RecordAsync(caller)).CallId);
        Assert.Equal(3, events.OfType<DialogRefreshed>().Count());
    }

    [Fact]
    public async Task A_carrier_that_requires_reliable_responses_acknowledges_its_ringing()
    {
        await using var scenario = await GatewayScenario.StartAsync();
        await using var caller = scenario.Caller();
        await caller.InviteAsync(headers: ["Require: 100rel"]);
        var ringing = await caller.ProvisionalAsync(180);
        Assert.True(ringing.Headers.HasToken(SipHeaderId.Require, "100rel"));

        Assert.Equal(200, (await caller.PrackAsync(ringing)).StatusCode);
        Assert.Equal(200, (await caller.FinalAsync()).StatusCode);
        await caller.AcknowledgeAsync();

        Assert.Equal(200, (await caller.HangUpAsync()).StatusCode);
        Assert.Equal(CallCause.CallerHungUp, (await scenario.RecordAsync(caller)).Cause);
    }

    [Fact]
    public async Task A_target_that_takes_no_changed_offers_never_sees_one_and_the_call_stays()
    {
        await using var scenario = await GatewayScenario.StartAsync(new() { ["Targets:openai:Dialog:ChangedOffers"] = "reject" });
        await using var caller = scenario.Caller();
        await caller.CallAsync();

        Assert.Equal(488, (await caller.OfferAsync(TrunkCaller.SrtpOffer.Replace("40000", "40002", StringComparison.Ordinal))).StatusCode);
        var hold = await caller.OfferAsync(TrunkCaller.SrtpOffer.Replace("a=sendrecv", "a=sendonly", StringComparison.Ordinal));
        Assert.Equal(200, hold.StatusCode);
        Assert.Contains("a=recvonly", Encoding.ASCII.GetString(hold.Body.Span), StringComparison.Ordinal);
        var zeros = TrunkCaller.SrtpOffer.Replace("c=IN IP4 127.0.0.1", "c=IN IP4 0.0.0.0", StringComparison.Ordinal);
        Assert.Equal(200, (await caller.OfferAsync(zeros)).StatusCode);
        Assert.Equal(200, (await caller.OfferAsync(TrunkCaller.SrtpOffer)).StatusCode);
        Assert.Equal(200, (await caller.HangUpAsync()).StatusCode);
    }

    [Fact]
    public async Task An_interval_that_is_too_small_is_refused_and_is_no_call()
    {
        await using var scenario = await GatewayScenario.StartAsync();
        await using var caller = scenario.Caller();
        await caller.InviteAsync(headers: ["Supported: timer", "Session-Expires: 60"]);

        var answer = await caller.FinalAsync();

        Assert.Equal((422, "90"), (answer.StatusCode, answer.Headers.First(SipHeaderId.MinSE)));
        Assert.Empty(scenario.Calls.List());
        Assert.Empty(await scenario.OpenAiCallsAsync());
    }
}
