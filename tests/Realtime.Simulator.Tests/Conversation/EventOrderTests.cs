using System.Text.Json.Nodes;
using Realtime.Simulator.Tests.Scenarios;

namespace Realtime.Simulator.Tests.Conversation;

public sealed class EventOrderTests
{
    private const string Spoken = """{"type":"realtime","model":"gpt-realtime"}""";

    private static readonly string[] SpokenAnswer =
    [
        "response.created", "response.output_item.added", "conversation.item.added", "response.content_part.added",
        "response.output_audio_transcript.delta", "output_audio_buffer.started", "response.output_audio_transcript.delta",
        "response.output_audio.done", "response.output_audio_transcript.done", "response.content_part.done",
        "conversation.item.done", "response.output_item.done", "response.done", "rate_limits.updated", "output_audio_buffer.stopped",
    ];

    [Fact]
    public async Task A_greeting_comes_in_the_order_of_live_captures()
    {
        await using var simulator = await SimulatorUnderTest.StartAsync();
        await simulator.UseScriptAsync("""{"turns":[{"agent":"Hello, how are you?"}]}""");
        await using var sideband = await simulator.AttachAsync(await simulator.CallAsync(Spoken));

        await sideband.SendAsync("""{"type":"response.create"}""");
        await sideband.SeesAsync("output_audio_buffer.stopped");

        Assert.Equal(SpokenAnswer, sideband.Order());
    }

    [Fact]
    public async Task A_turn_of_the_caller_comes_in_the_order_of_live_captures()
    {
        await using var simulator = await SimulatorUnderTest.StartAsync();
        await simulator.UseScriptAsync("""{"turns":[{"caller":"Good morning","after_ms":0},{"agent":"Hello, how are you?"}]}""");
        await using var sideband = await simulator.AttachAsync(await simulator.CallAsync(
            """{"type":"realtime","model":"gpt-realtime","audio":{"input":{"transcription":{"model":"gpt-4o-mini-transcribe"}}}}"""));

        await sideband.SeesAsync("output_audio_buffer.stopped");
        var transcript = await sideband.SeesAsync("conversation.item.input_audio_transcription.completed");

        Assert.Equal(
            ["input_audio_buffer.speech_started", "input_audio_buffer.speech_stopped", "input_audio_buffer.committed",
                "conversation.item.added", "conversation.item.done", .. SpokenAnswer],
            sideband.Order());
        Assert.Equal("Good morning", transcript["transcript"]!.GetValue<string>());
        Assert.Equal("tokens", transcript["usage"]!["type"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_streaming_transcription_comes_before_the_speech_has_stopped()
    {
        await using var simulator = await SimulatorUnderTest.StartAsync();
        await simulator.UseScriptAsync("""{"turns":[{"caller":"Good morning","after_ms":0}]}""");
        await using var sideband = await simulator.AttachAsync(await simulator.CallAsync(
            """{"type":"realtime","model":"gpt-realtime-2.1","audio":{"input":{"transcription":{"model":"gpt-live-transcribe"}}}}"""));

        await sideband.SeesAsync("conversation.item.input_audio_transcription.completed");

        var types = sideband.Events.Select(TestSideband.TypeOf).ToList();
        Assert.Equal("conversation.item.input_audio_transcription.delta", types[types.IndexOf("input_audio_buffer.speech_stopped") - 1]);
    }

    [Fact]
    public async Task A_text_beside_the_conversation_runs_next_to_the_speech_and_is_not_kept()
    {
        await using var simulator = await SimulatorUnderTest.StartAsync();
        await simulator.UseScriptAsync("""{"turns":[{"agent":"Hello, how are you?"}],"out_of_band":{"guard":"It is fine."}}""");
        await using var sideband = await simulator.AttachAsync(await simulator.CallAsync(Spoken));

        await sideband.SendAsync("""{"type":"response.create"}""");
        await sideband.SendAsync(
            """{"type":"response.create","response":{"conversation":"none","metadata":{"purpose":"guard"},"output_modalities":["text"],"tools":[],"tool_choice":"none","max_output_tokens":50,"instructions":"Judge.","input":[]}}""");
        await sideband.SendAsync(
            """{"type":"response.create","response":{"conversation":"none","metadata":{"purpose":"guard"},"output_modalities":["text"],"max_output_tokens":1,"instructions":"Judge.","input":[]}}""");
        await sideband.SeesAsync("output_audio_buffer.stopped");
        await sideband.SeesAsync("response.done", 3);

        var done = sideband.Events.Where(static one => TestSideband.TypeOf(one) == "response.done").Select(static one => one["response"]!)
            .Where(static one => one["conversation_id"] is null).ToList();
        Assert.Equal(["completed", "incomplete"], done.Select(static one => one["status"]!.GetValue<string>()).Order());
        var whole = done.Single(static one => one["status"]!.GetValue<string>() == "completed");
        Assert.Equal("It is fine.", whole["output"]![0]!["content"]![0]!["text"]!.GetValue<string>());
        Assert.Equal("guard", whole["metadata"]!["purpose"]!.GetValue<string>());
        Assert.Equal(2, whole["usage"]!["input_tokens"]!.GetValue<int>());
        Assert.Single(sideband.Events, one => TestSideband.TypeOf(one) == "conversation.item.added");
    }

    [Fact]
    public async Task A_tool_call_comes_in_the_order_of_live_captures()
    {
        await using var simulator = await SimulatorUnderTest.StartAsync();
        await simulator.UseScriptAsync("""{"turns":[{"call_tool":{"name":"look","arguments":{"id":"4711"}}},{"agent":"It is {{output.state}}."}]}""");
        await using var sideband = await simulator.AttachAsync(await simulator.CallAsync(
            """{"type":"realtime","model":"gpt-realtime","tools":[{"type":"function","name":"look","parameters":{"type":"object"}}]}"""));

        await sideband.SendAsync("""{"type":"response.create"}""");
        var done = await sideband.SeesAsync("response.done");
        await sideband.SeesAsync("rate_limits.updated");

        Assert.Equal(
            ["response.created", "response.output_item.added", "conversation.item.added", "response.function_call_arguments.delta",
                "response.function_call_arguments.done", "conversation.item.done", "response.output_item.done", "response.done", "rate_limits.updated"],
            sideband.Order());

        var callId = done["response"]!["output"]![0]!["call_id"]!.GetValue<string>();
        await sideband.SendAsync(
            $$$"""{"type":"conversation.item.create","item":{"type":"function_call_output","call_id":"{{{callId}}}","output":"{\"state\":\"shipped\"}"}}""");
        await sideband.SendAsync("""{"type":"response.create"}""");
        Assert.Equal("It is shipped.", (await sideband.SeesAsync("response.output_audio_transcript.done"))["transcript"]!.GetValue<string>());
        Assert.Null(sideband.Events.Last(one => TestSideband.TypeOf(one) == "conversation.item.added" && one["item"]!["type"]!.GetValue<string>() == "function_call_output")["item"]!["status"]);
    }

    [Fact]
    public async Task A_reasoning_model_opens_the_call_before_its_preamble_is_finished()
    {
        await using var simulator = await SimulatorUnderTest.StartAsync();
        await simulator.UseScriptAsync("""{"turns":[{"agent":"Let me see.","call_tool":{"name":"look","arguments":{"id":"4711"}}}]}""");
        await using var sideband = await simulator.AttachAsync(await simulator.CallAsync(
            """{"type":"realtime","model":"gpt-realtime-2.1","output_modalities":["text"],"tools":[{"type":"function","name":"look"}]}"""));

        await sideband.SendAsync("""{"type":"response.create"}""");
        var done = await sideband.SeesAsync("response.done");
        await sideband.SeesAsync("rate_limits.updated");

        Assert.Equal(
            ["response.created", "response.output_item.added", "conversation.item.added", "response.content_part.added", "response.output_text.delta",
                "response.output_item.added", "conversation.item.added", "response.function_call_arguments.delta",
                "response.output_text.done", "response.content_part.done", "conversation.item.done", "response.output_item.done",
                "response.function_call_arguments.done", "conversation.item.done", "response.output_item.done", "response.done", "rate_limits.updated"],
            sideband.Order());
        Assert.Equal("commentary", done["response"]!["output"]![0]!["phase"]!.GetValue<string>());
        Assert.Equal(1, done["response"]!["output"]!.AsArray().IndexOf(done["response"]!["output"]!.AsArray().First(item => item!["type"]!.GetValue<string>() == "function_call")));
        Assert.NotNull(done["response"]!["usage"]!["output_token_details"]!["reasoning_tokens"]);
    }

    [Fact]
    public async Task A_caller_who_speaks_over_the_model_cuts_it()
    {
        await using var simulator = await SimulatorUnderTest.StartAsync(("Pace", "1"));
        await simulator.UseScriptAsync("""{"turns":[{"agent":"This is a long sentence that goes on and on and on and on and on and on and on."}]}""");
        var callId = await simulator.CallAsync(Spoken);
        await using var sideband = await simulator.AttachAsync(callId);

        await sideband.SendAsync("""{"type":"response.create"}""");
        await sideband.SeesAsync("output_audio_buffer.started");
        await sideband.SeesAsync("response.output_audio_transcript.delta", 4);
        await simulator.PostAsync($"/simulator/calls/{callId}/say-as-caller", """{"text":"Stop"}""");
        var done = await sideband.SeesAsync("response.done");

        var order = sideband.Order();
        Assert.Equal(
            ["input_audio_buffer.speech_started", "output_audio_buffer.cleared", "conversation.item.truncated", "response.output_audio.done",
                "response.output_audio_transcript.done", "response.content_part.done", "conversation.item.done", "response.output_item.done", "response.done"],
            order.SkipWhile(type => type != "input_audio_buffer.speech_started").Take(9));
        Assert.Equal("turn_detected", done["response"]!["status_details"]!["reason"]!.GetValue<string>());
        Assert.Equal("incomplete", done["response"]!["output"]![0]!["status"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_stopped_answer_is_followed_by_the_turn_that_was_written_for_it()
    {
        await using var simulator = await SimulatorUnderTest.StartAsync();
        await simulator.UseScriptAsync("""
            {"turns":[{"agent":"I guarantee you a refund of everything, always and at once, whatever it may be that you bought."},
                      {"agent":"I am sorry.","after":"stopped"},{"agent":"Never said."}]}
            """);
        await using var sideband = await simulator.AttachAsync(await simulator.CallAsync(Spoken));

        await sideband.SendAsync("""{"type":"response.create"}""");
        var responseId = (await sideband.SeesAsync("response.output_audio_transcript.delta", 2))["response_id"]!.GetValue<string>();
        await sideband.SendAsync($$"""{"type":"response.cancel","response_id":"{{responseId}}"}""");
        await sideband.SendAsync("""{"type":"output_audio_buffer.clear"}""");
        var done = await sideband.SeesAsync("response.done");
        await sideband.SeesAsync("output_audio_buffer.cleared");
        var itemId = done["response"]!["output"]![0]!["id"]!.GetValue<string>();
        await sideband.SendAsync($$"""{"type":"conversation.item.delete","item_id":"{{itemId}}"}""");
        await sideband.SeesAsync("conversation.item.deleted");
        await sideband.SendAsync("""{"type":"conversation.item.create","item":{"type":"message","role":"system","content":[{"type":"input_text","text":"No."}]}}""");
        await sideband.SendAsync("""{"type":"response.create"}""");

        Assert.Equal("client_cancelled", done["response"]!["status_details"]!["reason"]!.GetValue<string>());
        Assert.Equal("I am sorry.", (await sideband.SeesAsync("response.output_audio_transcript.done", 2))["transcript"]!.GetValue<string>());
    }

    [Fact]
    public async Task Every_delta_is_padded_to_a_multiple_of_sixteen()
    {
        await using var simulator = await SimulatorUnderTest.StartAsync();
        await using var sideband = await simulator.AttachAsync(await simulator.CallAsync(Spoken));
        await sideband.SendAsync("""{"type":"response.create"}""");
        await sideband.SeesAsync("response.done");

        Assert.All(
            sideband.Events.Where(one => one["delta"] is not null),
            one => Assert.Equal(0, (one["delta"]!.GetValue<string>().Length + one["obfuscation"]!.GetValue<string>().Length) % 16));
    }

    [Fact]
    public async Task Usage_is_counted_and_the_context_comes_from_the_cache_the_next_time()
    {
        await using var simulator = await SimulatorUnderTest.StartAsync();
        await simulator.UseScriptAsync("""{"turns":[{"agent":"One two three four."},{"agent":"Five."}]}""");
        var instructions = new string('x', 1000);
        await using var sideband = await simulator.AttachAsync(await simulator.CallAsync(
            $$"""{"type":"realtime","model":"gpt-realtime","instructions":"{{instructions}}"}"""));

        await sideband.SendAsync("""{"type":"response.create"}""");
        await sideband.SeesAsync("output_audio_buffer.stopped");
        await sideband.SendAsync("""{"type":"response.create"}""");
        await sideband.SeesAsync("response.done", 2);

        var (first, second) = (Usage(sideband, 0), Usage(sideband, 1));
        Assert.Equal(250, first["input_token_details"]!["text_tokens"]!.GetValue<int>());
        Assert.Equal(0, first["input_token_details"]!["cached_tokens"]!.GetValue<int>());
        Assert.Equal(192, second["input_token_details"]!["cached_tokens"]!.GetValue<int>());
        Assert.Equal(first["output_token_details"]!["audio_tokens"]!.GetValue<int>(), second["input_token_details"]!["audio_tokens"]!.GetValue<int>());
    }

    private static JsonNode Usage(TestSideband sideband, int index) =>
        sideband.Events.Where(one => TestSideband.TypeOf(one) == "response.done").ElementAt(index)["response"]!["usage"]!;
}
