using Realtime.Simulator.Tests.Scenarios;

namespace Realtime.Simulator.Tests.Conversation;

/// <summary>What is spoken in responses outside of the conversation.</summary>
public sealed class AsideSpeechTests
{
    private const string Spoken = """{"type":"realtime","model":"gpt-realtime"}""";

    private const string Aside =
        """{"type":"response.create","response":{"conversation":"none","input":[],"instructions":"Say exactly these words to the caller and nothing else: \"One moment please, I am still looking for it.\""}}""";

    [Fact]
    public async Task It_is_heard_after_what_is_being_said_and_is_not_kept()
    {
        await using var simulator = await SimulatorUnderTest.StartAsync();
        await simulator.UseScriptAsync("""{"turns":[{"agent":"Hello, how are you?"}],"out_of_band":{"guard":"It is fine.","*":"no"}}""");
        await using var sideband = await simulator.AttachAsync(await simulator.CallAsync(Spoken));

        await sideband.SendAsync("""{"type":"response.create"}""");
        await sideband.SeesAsync("output_audio_buffer.started");
        await sideband.SendAsync(Aside);
        await sideband.SeesAsync("output_audio_buffer.stopped", 2);

        var played = sideband.Events.Where(static one => TestSideband.TypeOf(one).StartsWith("output_audio_buffer", StringComparison.Ordinal))
            .Select(static one => (TestSideband.TypeOf(one), one["response_id"]!.GetValue<string>())).ToList();
        var (answer, aside) = (IdOf(sideband, 0), IdOf(sideband, 1));
        Assert.Equal(
            [("output_audio_buffer.started", answer), ("output_audio_buffer.stopped", answer), ("output_audio_buffer.started", aside), ("output_audio_buffer.stopped", aside)],
            played);
        Assert.Equal(
            "One moment please, I am still looking for it.",
            sideband.Events.Single(one => TestSideband.TypeOf(one) == "response.output_audio_transcript.done" && one["response_id"]!.GetValue<string>() == aside)["transcript"]!.GetValue<string>());
        Assert.Single(sideband.Events, static one => TestSideband.TypeOf(one) == "conversation.item.added");
    }

    [Fact]
    public async Task A_caller_who_speaks_over_it_does_not_stop_it_but_the_client_can()
    {
        await using var simulator = await SimulatorUnderTest.StartAsync(("Pace", "1"));
        await simulator.UseScriptAsync("""{"turns":[{"caller":"Stop"},{"agent":"I am sorry.","after":"stopped"},{"agent":"Here I am."}]}""");
        var callId = await simulator.CallAsync(Spoken);
        await using var sideband = await simulator.AttachAsync(callId);

        await sideband.SendAsync(Aside.Replace("for it", "for it" + string.Concat(Enumerable.Repeat(" here and there", 40)), StringComparison.Ordinal));
        await sideband.SeesAsync("output_audio_buffer.started");
        await simulator.PostAsync($"/simulator/calls/{callId}/say-as-caller", """{"text":"Stop"}""");
        await sideband.SeesAsync("input_audio_buffer.speech_started");
        await sideband.SendAsync($$"""{"type":"response.cancel","response_id":"{{IdOf(sideband, 0)}}"}""");
        await sideband.SendAsync("""{"type":"output_audio_buffer.clear"}""");

        var cleared = await sideband.SeesAsync("output_audio_buffer.cleared");
        Assert.Equal(IdOf(sideband, 0), cleared["response_id"]!.GetValue<string>());
        await sideband.SeesAsync("response.done", 2);
        var done = sideband.Events.Where(static one => TestSideband.TypeOf(one) == "response.done").Select(static one => one["response"]!).ToList();
        Assert.Equal("client_cancelled", done.Single(static one => one["conversation_id"] is null)["status_details"]!["reason"]!.GetValue<string>());
        Assert.Equal("Here I am.", done.Single(static one => one["conversation_id"] is not null)["output"]![0]!["content"]![0]!["transcript"]!.GetValue<string>());
        Assert.DoesNotContain("conversation.item.truncated", sideband.Order());
    }

    private static string IdOf(TestSideband sideband, int index) =>
        sideband.Events.Where(static one => TestSideband.TypeOf(one) == "response.created").ElementAt(index)["response"]!["id"]!.GetValue<string>();
}
