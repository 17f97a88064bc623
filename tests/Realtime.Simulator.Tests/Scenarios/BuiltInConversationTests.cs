using System.Text.Json.Nodes;
using Realtime.Simulator.Media;

namespace Realtime.Simulator.Tests.Scenarios;

public sealed class BuiltInConversationTests
{
    private const string Session = """
        {"type":"realtime","model":"gpt-realtime-2.1","audio":{"input":{"transcription":{"model":"gpt-4o-mini-transcribe"}}},
         "tools":[{"type":"function","name":"lookup_order","parameters":{"type":"object"}},{"type":"function","name":"hang_up","parameters":{"type":"object"}}]}
        """;

    [Fact]
    public async Task The_demo_runs_from_the_greeting_to_the_hang_up_without_a_violation()
    {
        await using var simulator = await SimulatorUnderTest.StartAsync();
        var callId = await simulator.CallAsync(Session);
        await using var sideband = await simulator.AttachAsync(callId);

        // The greeting, and the caller's question, which a tool answers.
        await sideband.SendAsync("""{"type":"response.create"}""");
        var lookUp = await CallAsync(sideband, 1);
        Assert.Equal("lookup_order", lookUp["name"]!.GetValue<string>());
        await AnswerAsync(sideband, lookUp, """{\"status\":\"on its way\",\"arrives\":\"tomorrow\"}""");
        await SaysAsync(sideband, "Your order 4711 is on its way and arrives tomorrow.");

        // The forbidden promise, stopped as a guardrail stops it.
        await Eventually.IsTrueAsync(() => Said(sideband).Contains("guarantee", StringComparison.Ordinal), "the promise");
        await sideband.SendAsync("""{"type":"response.cancel"}""");
        await sideband.SendAsync("""{"type":"output_audio_buffer.clear"}""");
        await sideband.SeesAsync("output_audio_buffer.cleared");
        await sideband.SendAsync("""{"type":"response.create"}""");
        await SaysAsync(sideband, "I cannot promise a refund, but a colleague will check it and call you back today.");

        // The goodbye.
        Assert.Equal("hang_up", (await CallAsync(sideband, 2))["name"]!.GetValue<string>());
        Assert.Empty(await simulator.ViolationsAsync(callId));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void A_recording_of_the_caller_is_one_utterance(int recording)
    {
        var detector = new SpeechDetector { SilenceDuration = TimeSpan.FromMilliseconds(450) };
        short[] audio = [.. SimulatorRecordings.Caller[recording], .. new short[AudioFrame.SampleRate]];

        var transitions = audio.Chunk(AudioFrame.Samples).Select(frame => detector.Feed(frame)).Where(one => one != SpeechTransition.None);

        Assert.Equal([SpeechTransition.Started, SpeechTransition.Stopped], transitions);
    }

    [Fact]
    public async Task The_timeline_tells_what_happened()
    {
        await using var simulator = await SimulatorUnderTest.StartAsync();
        var callId = await simulator.CallAsync(Session);

        using var stream = await simulator.Http.GetStreamAsync("/simulator/timeline", TestContext.Current.CancellationToken);
        using var reader = new StreamReader(stream);
        var entry = JsonNode.Parse((await reader.ReadLineAsync(TestContext.Current.CancellationToken))!["data: ".Length..])!;

        Assert.Equal((callId, "rings"), (entry["call_id"]!.GetValue<string>(), entry["what"]!.GetValue<string>()));
    }

    private static string Said(TestSideband sideband) =>
        string.Concat(sideband.Events.Where(one => TestSideband.TypeOf(one) == "response.output_audio_transcript.delta").Select(one => one["delta"]!.GetValue<string>()));

    private static async Task SaysAsync(TestSideband sideband, string sentence) =>
        await Eventually.IsTrueAsync(
            () => sideband.Events.Any(one => TestSideband.TypeOf(one) == "response.output_audio_transcript.done" && one["transcript"]!.GetValue<string>() == sentence),
            sentence);

    private static async Task<JsonNode> CallAsync(TestSideband sideband, int number)
    {
        await sideband.SeesAsync("response.function_call_arguments.done", number);
        await Eventually.IsTrueAsync(() => Calls(sideband).Count() >= number, "the response is done");
        return Calls(sideband).ElementAt(number - 1);
    }

    private static IEnumerable<JsonNode> Calls(TestSideband sideband) => sideband.Events
        .Where(one => TestSideband.TypeOf(one) == "response.done")
        .SelectMany(one => one["response"]!["output"]!.AsArray()).Where(item => item!["type"]!.GetValue<string>() == "function_call")!;

    private static async Task AnswerAsync(TestSideband sideband, JsonNode call, string output)
    {
        var item = "{\"type\":\"function_call_output\",\"call_id\":\"" + call["call_id"] + "\",\"output\":\"" + output + "\"}";
        await sideband.SendAsync("{\"type\":\"conversation.item.create\",\"item\":" + item + "}");
        await sideband.SendAsync("""{"type":"response.create"}""");
    }
}
