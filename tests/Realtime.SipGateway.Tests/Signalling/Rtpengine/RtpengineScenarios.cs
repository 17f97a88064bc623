using System.Text;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Tests.Scenarios;
using Xunit;

namespace Realtime.SipGateway.Tests.Signalling.Rtpengine;

/// <summary>A trunk that only speaks plain RTP: a media relay stands between it and OpenAI.</summary>
public sealed class RtpengineScenarios
{
    private static readonly string PlainOffer =
        TrunkCaller.SrtpOffer.Replace("RTP/SAVP", "RTP/AVP", StringComparison.Ordinal).Split("a=crypto")[0];

    [Fact]
    public async Task Offer_and_answer_go_through_the_relay_and_it_is_told_of_the_end()
    {
        await using var relay = new RelayDouble(loses: 1);
        await using var scenario = await GatewayScenario.StartAsync(With(relay));
        await using var caller = scenario.Caller();

        var answer = await caller.CallAsync(body: PlainOffer);

        Assert.Equal((200, RelayDouble.ForCaller), (answer.StatusCode, Encoding.ASCII.GetString(answer.Body.Span)));
        Assert.Equal("srtp", Assert.Single(await scenario.OpenAiCallsAsync()).GetProperty("media_security").GetString());
        Assert.Equal(488, (await caller.OfferAsync(PlainOffer.Replace("t=0 0", "t=0 1", StringComparison.Ordinal))).StatusCode);
        Assert.Equal(RelayDouble.ForCaller, Encoding.ASCII.GetString((await caller.OfferAsync(PlainOffer)).Body.Span));
        await caller.HangUpAsync();
        await scenario.RecordAsync(caller);
        await GatewayScenario.EventuallyAsync(() => Task.FromResult(relay.Commands.Contains("delete") ? relay : null));
        Assert.Equal(["offer", "offer", "answer", "delete"], relay.Commands);
        Assert.Equal(relay.Requests[0].Cookie, relay.Requests[1].Cookie);
        Assert.Equal((PlainOffer, "RTP/SAVP"), (relay.Requests[1].Request["sdp"], relay.Requests[1].Request["transport-protocol"]));
        Assert.Single(relay.Requests.Select(one => one.Request["call-id"]).Distinct());
    }

    [Fact]
    public async Task A_relay_that_is_gone_makes_room_for_the_next()
    {
        await using var relay = new RelayDouble();
        var settings = With(relay);
        (settings["Rtpengine:Addresses:0"], settings["Rtpengine:Addresses:1"]) = ("127.0.0.1:1", relay.Address);
        await using var scenario = await GatewayScenario.StartAsync(settings);
        for (var call = 0; call < 2; call++)
        {
            await using var caller = scenario.Caller();
            Assert.Equal(200, (await caller.CallAsync(body: PlainOffer)).StatusCode);
            await caller.HangUpAsync();
            await scenario.RecordAsync(caller);
        }
    }

    [Fact]
    public async Task Without_a_relay_nobody_is_called_and_the_record_says_why()
    {
        await using var relay = new RelayDouble(loses: 100);
        await using var scenario = await GatewayScenario.StartAsync(With(relay));
        await using var caller = scenario.Caller();

        await caller.InviteAsync(body: PlainOffer);

        Assert.Equal(503, (await caller.FinalAsync()).StatusCode);
        var record = await scenario.RecordAsync(caller);
        Assert.Equal((CallEndedBy.Gateway, CallCause.GatewayFault, "no media relay"), (record.EndedBy, record.Cause, record.Reason));
        Assert.Empty(await scenario.OpenAiCallsAsync());
    }

    [Fact]
    public async Task An_answer_that_the_relay_refuses_hangs_the_target_up()
    {
        await using var relay = new RelayDouble { RefusesAnswers = true };
        await using var scenario = await GatewayScenario.StartAsync(With(relay));
        await using var caller = scenario.Caller();

        await caller.InviteAsync(body: PlainOffer);

        Assert.Equal(503, (await caller.FinalAsync()).StatusCode);
        var record = await scenario.RecordAsync(caller);
        Assert.Contains((await scenario.EventsAsync(record.CallId)).OfType<CallFault>(), fault => fault.Kind == "stray_answer");
        await GatewayScenario.EventuallyAsync(async () =>
            (await scenario.OpenAiCallsAsync()).All(call => call.GetProperty("state").GetString() == "ended") ? "yes" : null);
    }

    private static Dictionary<string, string?> With(RelayDouble relay) => new()
    {
        ["Trunks:carrier:MediaPolicy"] = "rtpengine",
        ["Rtpengine:Addresses:0"] = relay.Address,
        ["Rtpengine:TimeoutMs"] = "200",
    };
}
