using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;
using Xunit;

namespace Realtime.SipGateway.Tests.Sideband;

public sealed class SidebandTranscriptTests
{
    [Fact]
    public async Task A_turn_of_each_side_is_written_down_with_the_time_between()
    {
        await using var scenario = new SidebandScenario();
        var socket = await scenario.StartAndGreetAsync();
        socket.Say("""{"type":"input_audio_buffer.speech_started","audio_start_ms":100,"item_id":"item_u"}""");
        socket.Say("""{"type":"conversation.item.input_audio_transcription.delta","item_id":"item_u","delta":"Where is"}""");
        socket.Say("""{"type":"input_audio_buffer.speech_stopped","audio_end_ms":1900,"item_id":"item_u"}""");
        socket.Say("""{"type":"conversation.item.input_audio_transcription.completed","item_id":"item_u","transcript":"Where is my order?","languages":[{"code":"en"}]}""");
        socket.Say(Events.Created("resp_1"));
        socket.Say(Events.Words("resp_1", "item_1", "On"));
        socket.Say(Events.Words("resp_1", "item_1", " its way."));
        await scenario.AdvanceAsync(640);
        socket.Say(Events.Audio("started", "resp_1"));
        socket.Say(Events.Transcript("resp_1", "item_1", "On its way."));
        socket.Say(Events.Done("resp_1"));
        await scenario.SettleAsync();
        Assert.Empty(scenario.Recorded<AgentSaid>());
        socket.Say(Events.Audio("stopped", "resp_1"));

        Assert.Equal(new AgentSaid("item_1", "resp_1", "On its way.", false), await scenario.RecordedAsync<AgentSaid>());
        Assert.Equal(new CallerSaid("item_u", "Where is my order?", "en", Model: "gpt-live-transcribe"), Assert.Single(scenario.Recorded<CallerSaid>()));
        Assert.Equal(640, Assert.Single(scenario.Recorded<AgentAudioStarted>()).SinceCallerStoppedMs!.Value, 1);
        Assert.Equal(100, Assert.Single(scenario.Recorded<CallerSpeechStarted>()).AudioStartMs);
        Assert.Equal(1900, Assert.Single(scenario.Recorded<CallerSpeechStopped>()).AudioEndMs);
        Assert.Equal(
            new ResponseFinished("resp_1", "completed", null, 100, 20, 64, new TokenDetails(60, 40, 0, 48, 16, 0, 5, 15), 640, "gpt-realtime-2.1"),
            scenario.Recorded<ResponseFinished>()[1] with { DurationMs = 640 });
        Assert.Equal(640, scenario.Recorded<ResponseFinished>()[1].DurationMs!.Value, 1);
        Assert.Equal("On its way.", scenario.Partials());
    }

    [Fact]
    public async Task What_a_transcription_used_is_written_down_with_words_and_without()
    {
        await using var scenario = new SidebandScenario();
        var socket = await scenario.StartAndGreetAsync();
        socket.Say(Events.CallerTranscript("item_1", "Hello?", new { type = "tokens", total_tokens = 26, input_tokens = 17, input_token_details = new { text_tokens = 0, audio_tokens = 17 }, output_tokens = 9 }));
        socket.Say(Events.CallerTranscript("item_2", " ", new { type = "duration", seconds = 1.5 }));
        socket.Say(Events.CallerTranscript("item_2", " ", new { type = "duration", seconds = 1.5 }));
        socket.Say(Events.CallerTranscript("item_3", "Hm.", new { type = "tokens", total_tokens = 26, input_tokens = 17, output_tokens = 9 }));
        await scenario.RecordedAsync<CallerSaid>(2);

        Assert.Equal([new TranscriptionTokens(0, 17, 9), null], scenario.Recorded<CallerSaid>().Select(said => said.Tokens));
        Assert.Equal(new CallerNoise("item_2", 1.5, "gpt-live-transcribe"), Assert.Single(scenario.Recorded<CallerNoise>()));
    }

    [Fact]
    public async Task An_interrupted_turn_is_marked()
    {
        await using var scenario = new SidebandScenario();
        var socket = await scenario.StartAndGreetAsync();
        socket.Say(Events.Created("resp_1"));
        socket.Say(Events.Words("resp_1", "item_1", "It is a long story"));
        socket.Say(Events.Audio("started", "resp_1"));
        socket.Say(Events.Audio("cleared", "resp_1"));
        socket.Say("""{"type":"conversation.item.truncated","item_id":"item_1","content_index":0,"audio_end_ms":700}""");
        socket.Say(Events.Words("resp_1", "item_1", " that nobody hears"));
        socket.Say(Events.Done("resp_1", "cancelled", "turn_detected"));
        await scenario.SettleAsync();

        Assert.Equal(new AgentSaid("item_1", "resp_1", "It is a long story", true), Assert.Single(scenario.Recorded<AgentSaid>()));
    }

    [Fact]
    public async Task What_waited_behind_what_was_cleared_is_not_waited_for_and_counts_as_heard_only_if_it_begins()
    {
        await using var scenario = new SidebandScenario();
        var socket = await scenario.StartAndGreetAsync();
        socket.Say(Events.Created("resp_1"));
        socket.Say(Events.Words("resp_1", "item_1", "It is a long story"));
        socket.Say(Events.Audio("started", "resp_1"));
        foreach (var (response, item) in new[] { ("resp_2", "item_2"), ("resp_3", "item_3") })
        {
            socket.Say(Events.Words(response, item, "Enter your number."));
            socket.Say(Events.Done(response));
        }

        socket.Say(Events.Audio("cleared", "resp_1"));
        socket.Say(Events.Audio("started", "resp_2"));
        socket.Say(Events.CallerTranscript("item_u", "Stop."));
        socket.Say(Events.Audio("stopped", "resp_2"));
        await scenario.RecordedAsync<AgentSaid>(3);

        Assert.Equal(
            [("resp_1", true), ("resp_3", true), ("resp_2", false)],
            scenario.Recorded<AgentSaid>().Select(static said => (said.ResponseId, said.Interrupted)));
    }

    [Fact]
    public async Task A_truncation_alone_marks_the_turn_too()
    {
        await using var scenario = new SidebandScenario();
        var socket = await scenario.StartAndGreetAsync();
        socket.Say(Events.Transcript("resp_1", "item_1", "It is a long story."));
        socket.Say("""{"type":"conversation.item.truncated","item_id":"item_1"}""");

        Assert.True((await scenario.RecordedAsync<AgentSaid>()).Interrupted);
    }

    [Fact]
    public async Task A_response_of_two_items_keeps_both_in_order()
    {
        await using var scenario = new SidebandScenario();
        var socket = await scenario.StartAndGreetAsync();
        socket.Say(Events.Words("resp_1", "item_1", "Let me look."));
        socket.Say(Events.Audio("started", "resp_1"));
        socket.Say(Events.Words("resp_1", "item_2", "It is"));
        socket.Say(Events.Transcript("resp_1", "item_1", "Let me look."));
        socket.Say(Events.Words("resp_1", "item_2", " here."));
        socket.Say(Events.Audio("cleared", "resp_1"));
        await scenario.RecordedAsync<AgentSaid>(2);

        Assert.Equal(
            [new AgentSaid("item_1", "resp_1", "Let me look.", false), new AgentSaid("item_2", "resp_1", "It is here.", true)],
            scenario.Recorded<AgentSaid>());
    }

    [Fact]
    public async Task A_turn_whose_end_was_lost_is_written_when_the_next_is_heard()
    {
        await using var scenario = new SidebandScenario();
        var socket = await scenario.StartAndGreetAsync();
        socket.Say(Events.Words("resp_1", "item_1", "One."));
        socket.Say(Events.Audio("started", "resp_1"));
        socket.Say(Events.Words("resp_2", "item_2", "Two."));
        socket.Say(Events.Audio("started", "resp_2"));

        Assert.Equal("One.", (await scenario.RecordedAsync<AgentSaid>()).Text);
    }

    [Fact]
    public async Task Text_without_audio_is_written_when_it_is_complete()
    {
        await using var scenario = new SidebandScenario();
        var socket = await scenario.StartAndGreetAsync();
        socket.Say("""{"type":"response.output_text.delta","response_id":"resp_1","item_id":"item_1","delta":"Hi"}""");
        socket.Say("""{"type":"response.output_text.done","response_id":"resp_1","item_id":"item_1","text":"Hi."}""");
        socket.Say(Events.Done("resp_1"));

        Assert.Equal("Hi.", (await scenario.RecordedAsync<AgentSaid>()).Text);
    }

    [Fact]
    public async Task Events_that_come_twice_are_written_once()
    {
        await using var scenario = new SidebandScenario();
        var socket = await scenario.StartAndGreetAsync();
        for (var time = 0; time < 2; time++)
        {
            socket.Say("""{"type":"conversation.item.input_audio_transcription.completed","item_id":"item_u","transcript":"Hello"}""");
            socket.Say(Events.Transcript("resp_1", "item_1", "Hi."));
            socket.Say(Events.Audio("started", "resp_1"));
            socket.Say(Events.Done("resp_1"));
            socket.Say(Events.Audio("stopped", "resp_1"));
        }

        await scenario.SettleAsync();
        Assert.Single(scenario.Recorded<CallerSaid>());
        Assert.Single(scenario.Recorded<AgentSaid>());
        Assert.Single(scenario.Recorded<AgentAudioStarted>());
        Assert.Equal(2, scenario.Recorded<ResponseFinished>().Count);
    }

    [Fact]
    public async Task Silence_that_was_taken_for_speech_is_no_turn()
    {
        await using var scenario = new SidebandScenario();
        var socket = await scenario.StartAndGreetAsync();
        socket.Say("""{"type":"conversation.item.input_audio_transcription.completed","item_id":"item_u","transcript":" \n"}""");
        socket.Say("""{"type":"conversation.item.input_audio_transcription.failed","item_id":"item_v","error":{"code":"x","message":"Failed."}}""");
        await scenario.SettleAsync();

        Assert.Empty(scenario.Recorded<CallerSaid>());
        Assert.Equal("x", Assert.Single(scenario.Recorded<SidebandError>()).Code);
    }

    [Fact]
    public async Task Only_real_keys_are_written()
    {
        await using var scenario = new SidebandScenario();
        var socket = await scenario.StartAndGreetAsync();
        socket.Say("""{"type":"input_audio_buffer.dtmf_event_received","event":"<script>"}""");
        socket.Say("""{"type":"input_audio_buffer.dtmf_event_received","event":"#","received_at":1763605109}""");

        Assert.Equal("#", (await scenario.RecordedAsync<DigitReceived>()).Digit);
    }

    [Fact]
    public async Task Errors_of_the_service_are_written_and_bounded()
    {
        await using var scenario = new SidebandScenario();
        var socket = await scenario.StartAndGreetAsync();
        for (var error = 0; error < 150; error++)
        {
            socket.Say(Events.Error("server_error", message: new string('x', 5_000)));
        }

        await scenario.SettleAsync();
        Assert.Equal(100, scenario.Recorded<SidebandError>().Count);
        Assert.Equal(500, scenario.Recorded<SidebandError>()[0].Message.Length);
    }

    [Fact]
    public async Task Words_that_come_after_the_end_are_kept()
    {
        await using var scenario = new SidebandScenario();
        var socket = await scenario.StartAndGreetAsync();
        socket.Say(Events.Words("resp_1", "item_1", "I was say"));
        socket.Say(Events.Audio("started", "resp_1"));
        await scenario.SettleAsync();
        scenario.Call.End(CallOutcome.CallerHungUp);
        socket.Say("""{"type":"conversation.item.input_audio_transcription.completed","item_id":"item_u","transcript":"Bye."}""");
        await scenario.RecordedAsync<CallerSaid>();
        Assert.False(scenario.Call.Drained.IsCompleted);

        await scenario.AdvanceUntilAsync(() => scenario.Call.Drained.IsCompleted);
        Assert.Equal(new AgentSaid("item_1", "resp_1", "I was say", true), Assert.Single(scenario.Recorded<AgentSaid>()));
        Assert.Equal(1, scenario.Case.Log.Records[^1].CallerTurns);
    }
}
