using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Realtime.Simulator.Media;
using Realtime.Simulator.Tests.Scenarios;
using Realtime.Sip.Dialogs;
using Realtime.Sip.Messages;

namespace Realtime.Simulator.Tests.Sip;

public sealed class SipCallTests
{
    private const string Session = """{"type":"realtime","model":"gpt-realtime-2.1","audio":{"input":{"transcription":{"model":"gpt-4o-transcribe"}}}}""";

    [Fact]
    public async Task A_call_is_announced_answered_as_seen_live_and_both_sides_hear_each_other()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var simulator = await SimulatorUnderTest.StartAsync(("WebhookUrl", receiver.Url));
        await simulator.UseScriptAsync("""{"turns":[{"agent":"Hello, who is there?"},{"caller":"It is me."},{"agent":"Nice."}]}""");
        await using var caller = await TestCaller.StartAsync(simulator);

        var inviting = caller.InviteAsync(headers: [("X-Gateway-Call", "c1"), ("Authorization", "Digest secret")]);
        var body = JsonNode.Parse((await receiver.TakesAsync(1)).Body)!["data"]!;
        var callId = body["call_id"]!.GetValue<string>();
        Assert.Equal(200, (await simulator.PostAsync($"/v1/realtime/calls/{callId}/accept", Session)).Status);
        var ok = await inviting;

        Assert.Equal("srtp", body["sip_media_security"]!.GetValue<string>());
        var names = body["sip_headers"]!.AsArray().Select(header => header!["name"]!.GetValue<string>()).ToList();
        Assert.Contains("X-Gateway-Call", names);
        Assert.DoesNotContain("Authorization", names);
        Assert.Equal(200, ok.StatusCode);
        Assert.Equal("<sip:OAI@sip.api.openai.test:5061>", ok.Headers.First(SipHeaderId.Contact));
        Assert.False(ok.Headers.Contains(SipHeaderId.Allow) || ok.Headers.Contains(SipHeaderId.Supported) || ok.Headers.Contains(SipHeaderId.ContentType));

        await using var sideband = await simulator.AttachAsync(callId);
        await sideband.SendAsync("""{"type":"response.create"}""");
        await sideband.SeesAsync("output_audio_buffer.stopped");
        Assert.InRange(caller.Media.SpeechHeard, TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(10));

        caller.Media.Speech.Add(ToneSpeech.Render("It is me."));
        var heard = await sideband.SeesAsync("conversation.item.input_audio_transcription.completed");
        Assert.Equal("It is me.", heard["transcript"]!.GetValue<string>());
        await sideband.SeesAsync("response.done", 2);
        caller.Media.SendDigits("7");
        Assert.Equal("7", (await sideband.SeesAsync("input_audio_buffer.dtmf_event_received"))["event"]!.GetValue<string>());

        await caller.HangUpAsync();
        await Eventually.IsTrueAsync(() => sideband.IsClosed, "the sideband closes");
        var shown = await simulator.ShowAsync(callId);
        Assert.Equal("the caller hung up", shown["end_reason"]!.GetValue<string>());
        Assert.True(shown["rtp"]!["packets_received"]!.GetValue<long>() > 10);
        Assert.True(shown["speech_seconds_heard"]!.GetValue<double>() > 0.4);
        Assert.Empty(shown["violations"]!.AsArray());
    }

    [Fact]
    public async Task A_caller_who_speaks_over_the_model_stops_its_voice()
    {
        await using var simulator = await SimulatorUnderTest.StartAsync();
        await simulator.UseScriptAsync("""{"turns":[{"agent":"This sentence is so long that nobody would ever want to hear all of it, and so it goes on."}]}""");
        await using var caller = await TestCaller.StartAsync(simulator);
        var (callId, _) = await AcceptedAsync(simulator, caller.InviteAsync());
        await using var sideband = await simulator.AttachAsync(callId);

        await sideband.SendAsync("""{"type":"response.create"}""");
        await Eventually.IsTrueAsync(() => caller.Media.IsHearingSpeech, "the model speaks");
        caller.Media.Speech.Add(ToneSpeech.Render("Stop!"));

        await sideband.SeesAsync("output_audio_buffer.cleared");
        var truncated = await sideband.SeesAsync("conversation.item.truncated");
        Assert.InRange(truncated["audio_end_ms"]!.GetValue<int>(), 1, 5000);
        await Eventually.IsTrueAsync(() => !caller.Media.IsHearingSpeech, "the model is silent");
    }

    [Fact]
    public async Task Plain_rtp_is_answered_and_silent()
    {
        await using var simulator = await SimulatorUnderTest.StartAsync();
        await using var caller = await TestCaller.StartAsync(simulator);
        var (callId, ok) = await AcceptedAsync(simulator, caller.InviteAsync(new MediaOfferOptions { Security = MediaSecurity.Rtp }));
        await using var sideband = await simulator.AttachAsync(callId);

        await sideband.SendAsync("""{"type":"response.create"}""");
        await sideband.SeesAsync("output_audio_buffer.stopped");

        Assert.Contains("RTP/AVP", Encoding.ASCII.GetString(ok.Body.Span), StringComparison.Ordinal);
        Assert.Equal(0, caller.Media.Counters.PacketsReceived);
        Assert.Equal("rtp", (await simulator.ShowAsync(callId))["media_security"]!.GetValue<string>());
    }

    [Fact]
    public async Task Plain_rtp_is_heard_when_told()
    {
        await using var simulator = await SimulatorUnderTest.StartAsync(("PlainRtp", "Heard"));
        await using var caller = await TestCaller.StartAsync(simulator);
        await AcceptedAsync(simulator, caller.InviteAsync(new MediaOfferOptions { Security = MediaSecurity.Rtp }));
        await Eventually.IsTrueAsync(() => caller.Media.Counters.PacketsReceived > 5, "packets");
    }

    [Fact]
    public async Task A_call_that_nobody_accepts_fails_as_seen_live()
    {
        await using var simulator = await SimulatorUnderTest.StartAsync(("AcceptTimeout", "00:00:00.2"));
        await using var caller = await TestCaller.StartAsync(simulator);

        var failure = await caller.InviteAsync();

        Assert.Equal((400, "error code: 504"), (failure.StatusCode, Encoding.ASCII.GetString(failure.Body.Span)));
        var callId = (await simulator.CallsAsync()).Single();
        Assert.Equal(404, (await simulator.PostAsync($"/v1/realtime/calls/{callId}/accept", Session)).Status);
    }

    [Fact]
    public async Task An_accepted_call_may_fail_all_the_same()
    {
        await using var simulator = await SimulatorUnderTest.StartAsync(("Faults:AcceptThenFail", "true"));
        await using var caller = await TestCaller.StartAsync(simulator);
        var (_, failure) = await AcceptedAsync(simulator, caller.InviteAsync());
        Assert.Equal(400, failure.StatusCode);
    }

    [Fact]
    public async Task A_rejected_call_gets_the_status_that_was_asked_for()
    {
        await using var simulator = await SimulatorUnderTest.StartAsync();
        await using var caller = await TestCaller.StartAsync(simulator);
        var inviting = caller.InviteAsync();
        var callId = await simulator.RingsAsync();

        await simulator.PostAsync($"/v1/realtime/calls/{callId}/reject", """{"status_code":486}""");

        Assert.Equal(486, (await inviting).StatusCode);
    }

    [Fact]
    public async Task A_caller_who_gives_up_is_never_accepted()
    {
        await using var simulator = await SimulatorUnderTest.StartAsync();
        await using var caller = await TestCaller.StartAsync(simulator);
        var inviting = caller.InviteAsync();
        var callId = await simulator.RingsAsync();

        await caller.GiveUp.CancelAsync();

        Assert.Equal(487, (await inviting).StatusCode);
        await Eventually.IsTrueAsync(
            () => simulator.PostAsync($"/v1/realtime/calls/{callId}/accept", Session).GetAwaiter().GetResult().Status == 404, "the call is gone");
    }

    [Theory]
    [InlineData("proj_other", 404)]
    [InlineData("", 404)]
    public async Task Another_project_is_not_found(string user, int status)
    {
        await using var simulator = await SimulatorUnderTest.StartAsync();
        await using var caller = await TestCaller.StartAsync(simulator);
        Assert.Equal(status, (await caller.InviteAsync(user: user.Length == 0 ? "nobody" : user)).StatusCode);
    }

    [Fact]
    public async Task An_offer_that_cannot_be_answered_is_refused_and_nothing_rings()
    {
        await using var simulator = await SimulatorUnderTest.StartAsync();
        await using var caller = await TestCaller.StartAsync(simulator);
        Assert.Equal(488, (await caller.InviteAsync(sdp: "v=0\r\nm=garbage")).StatusCode);
        Assert.Empty(await simulator.CallsAsync());
    }

    [Fact]
    public async Task A_hang_up_by_the_api_reaches_the_caller_as_bye()
    {
        await using var simulator = await SimulatorUnderTest.StartAsync();
        await using var caller = await TestCaller.StartAsync(simulator);
        var (callId, _) = await AcceptedAsync(simulator, caller.InviteAsync());

        Assert.Equal(200, (await simulator.PostAsync($"/v1/realtime/calls/{callId}/hangup", "")).Status);

        Assert.Equal(SipCallEnding.HungUpByPeer, (await caller.Ended.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken)).Ending);
    }

    [Fact]
    public async Task A_refer_reaches_the_caller_unless_it_is_told_to_be_lost()
    {
        await using var simulator = await SimulatorUnderTest.StartAsync();
        await using var caller = await TestCaller.StartAsync(simulator);
        var (callId, _) = await AcceptedAsync(simulator, caller.InviteAsync());
        const string Target = """{"target_uri":"tel:+15550123"}""";

        await simulator.PostAsync("/simulator/faults", """{"silent_refer":true}""");
        Assert.Equal(200, (await simulator.PostAsync($"/v1/realtime/calls/{callId}/refer", Target)).Status);
        await simulator.PostAsync("/simulator/faults", "{}");
        Assert.Equal(200, (await simulator.PostAsync($"/v1/realtime/calls/{callId}/refer", Target)).Status);

        await Eventually.IsTrueAsync(() => !caller.Received.IsEmpty, "a REFER");
        Assert.Equal("<tel:+15550123>", Assert.Single(caller.Received).Headers.First(SipHeaderId.ReferTo));
    }

    [Theory]
    [InlineData("Answer", 200)]
    [InlineData("Refuse", 488)]
    public async Task Requests_within_a_call_are_answered_by_the_switch(string answer, int status)
    {
        await using var simulator = await SimulatorUnderTest.StartAsync(("Options", answer), ("Reinvite", answer));
        await using var caller = await TestCaller.StartAsync(simulator);
        var offer = caller.Media.CreateOffer();
        var (_, ok) = await AcceptedAsync(simulator, caller.InviteAsync(sdp: offer));

        Assert.Equal(status, (await caller.SendAsync(SipMethod.Options)).StatusCode);
        var refreshed = await caller.SendAsync(SipMethod.Invite, offer);
        Assert.Equal(status, refreshed.StatusCode);
        Assert.Equal(status == 200 ? ok.Body.ToArray() : [], refreshed.Body.ToArray());
        Assert.Equal(603, (await caller.SendAsync(SipMethod.Refer)).StatusCode);
    }

    [Theory]
    [InlineData("false")]
    [InlineData("true")]
    public async Task A_changed_offer_moves_the_media_unless_switched_off(string keeps)
    {
        await using var simulator = await SimulatorUnderTest.StartAsync(("Faults:ReinviteKeepsMedia", keeps));
        await using var caller = await TestCaller.StartAsync(simulator);
        var (_, first) = await AcceptedAsync(simulator, caller.InviteAsync());
        await using var elsewhere = new MediaEndpoint(IPAddress.Loopback);

        var moved = await caller.SendAsync(SipMethod.Invite, elsewhere.CreateOffer());

        Assert.Equal(200, moved.StatusCode);
        var hears = keeps == "true" ? caller.Media : elsewhere;
        if (keeps == "true")
        {
            Assert.Equal(first.Body.ToArray(), moved.Body.ToArray());
        }
        else
        {
            elsewhere.ReadAnswer(Encoding.ASCII.GetString(moved.Body.Span));
        }

        var before = hears.Counters;
        await Eventually.IsTrueAsync(() => hears.Counters.PacketsReceived > before.PacketsReceived + 10, "media goes where it should");
        Assert.Equal(before.Refused, hears.Counters.Refused);
    }

    [Fact]
    public async Task It_rings_and_refuses_as_the_control_API_says()
    {
        await using var simulator = await SimulatorUnderTest.StartAsync();
        var (status, body) = await simulator.PostAsync("/simulator/faults", """{"reinvite":"refuse","options":"ignore","ringing":180,"media_security":"rtp"}""");

        Assert.Equal((200, "refuse", 180), (status, body!["reinvite"]!.GetValue<string>(), body["ringing"]!.GetValue<int>()));
        await using var caller = await TestCaller.StartAsync(simulator);
        await AcceptedAsync(simulator, caller.InviteAsync());
        Assert.Equal(488, (await caller.SendAsync(SipMethod.Invite, caller.Media.CreateOffer())).StatusCode);
    }

    private static async Task<(string CallId, SipResponse Response)> AcceptedAsync(SimulatorUnderTest simulator, Task<SipResponse> inviting)
    {
        var callId = await simulator.RingsAsync();
        Assert.Equal(200, (await simulator.PostAsync($"/v1/realtime/calls/{callId}/accept", Session)).Status);
        return (callId, await inviting);
    }
}
