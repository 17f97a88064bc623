using System.Text.Json;
using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Tests.Sideband.Tools;
using Xunit;

namespace Realtime.SipGateway.Tests.Sideband.Talk;

public sealed class SidebandPromptTests
{
    private const string Timed = """ "greeting": "Hello there.", "prompts": [{ "name": "half", "after_seconds": 30, "say": "Half of the time is over." }] """;

    private const string Checked =
        """ "greeting": "Hello there.", "prompts": [{ "name": "stuck", "after_seconds": 30, "every_seconds": 60, "max": 2, "check": "Speak if the caller is stuck." }] """;

    private int _settled;

    [Fact]
    public async Task A_sentence_is_said_at_its_time_once()
    {
        await using var scenario = new SidebandScenario(agent: Timed);
        var socket = await scenario.StartAndGreetAsync();
        await AdvanceAsync(scenario, 29_900);
        socket.NothingMore();

        await AdvanceAsync(scenario, 150);

        await SpokenAsync(scenario, socket, "resp_1", "\"Half of the time is over.\"");
        Assert.Equal(new TalkPrompted("half", "time", "spoken"), await scenario.RecordedAsync<TalkPrompted>());
        await AdvanceAsync(scenario, 600_000);
        socket.NothingMore();
    }

    [Fact]
    public async Task Words_that_the_service_refuses_are_asked_for_three_times_with_pauses()
    {
        await using var scenario = new SidebandScenario(agent: Timed.Replace("\"say\"", "\"every_seconds\": 60, \"max\": 2, \"say\"", StringComparison.Ordinal));
        var socket = await scenario.StartAndGreetAsync();
        await AdvanceAsync(scenario, 30_050);
        for (var attempt = 1; attempt <= 3; attempt++)
        {
            socket.Say(Events.Error("rate_limit_exceeded", await socket.NextAsync("response.create")));
            _settled++;
            await AdvanceAsync(scenario, 4_900);
            socket.NothingMore();
            await AdvanceAsync(scenario, 150);
        }

        Assert.Equal(("half", "failed", "refused"), Told(await scenario.RecordedAsync<TalkPrompted>()));
        await AdvanceAsync(scenario, 40_000);
        socket.NothingMore();

        await AdvanceAsync(scenario, 10_000);
        await SpokenAsync(scenario, socket, "resp_1", "Half of the time");
        Assert.Equal("spoken", (await scenario.RecordedAsync<TalkPrompted>(2)).Result);
    }

    [Fact]
    public async Task Nothing_is_said_into_the_callers_speech_or_the_pause_before_its_answer()
    {
        await using var scenario = new SidebandScenario(agent: Timed);
        var socket = await scenario.StartAndGreetAsync();
        socket.Say("""{"type":"input_audio_buffer.speech_started","item_id":"item_u"}""");
        await AdvanceAsync(scenario, 40_000);
        socket.NothingMore();
        socket.Say("""{"type":"input_audio_buffer.speech_stopped","item_id":"item_u"}""");
        await AdvanceAsync(scenario, 1_000);
        socket.NothingMore();
        socket.Say(Events.Created("resp_1"));
        socket.Say(Events.Words("resp_1", "item_1", "An answer."));
        socket.Say(Events.Audio("started", "resp_1"));
        socket.Say(Events.Done("resp_1"));
        await AdvanceAsync(scenario, 3_000);
        socket.NothingMore();

        socket.Say(Events.Audio("stopped", "resp_1"));

        await SpokenAsync(scenario, socket, "resp_2", "Half of the time");
    }

    [Fact]
    public async Task With_no_moment_to_speak_it_is_left_out()
    {
        await using var scenario = new SidebandScenario(agent: Timed);
        var socket = await scenario.StartAndGreetAsync();
        socket.Say("""{"type":"input_audio_buffer.speech_started","item_id":"item_u"}""");
        await AdvanceAsync(scenario, 30_050);

        await AdvanceAsync(scenario, 60_050);

        Assert.Equal("expired", (await scenario.RecordedAsync<TalkPrompted>()).Result);
        socket.Say("""{"type":"input_audio_buffer.speech_stopped","item_id":"item_u"}""");
        await AdvanceAsync(scenario, 10_000);
        socket.NothingMore();
    }

    [Fact]
    public async Task A_question_that_outlives_the_patience_with_its_prompt_is_waited_for_in_rest()
    {
        await using var scenario = new SidebandScenario(agent: Checked.Replace("\"check\"", "\"timeout_ms\": 20000, \"check\"", StringComparison.Ordinal));
        var socket = await scenario.StartAndGreetAsync();
        socket.Say("""{"type":"input_audio_buffer.speech_started","item_id":"item_u"}""");
        await AdvanceAsync(scenario, 80_000);
        socket.Say("""{"type":"input_audio_buffer.speech_stopped","item_id":"item_u"}""");
        await AdvanceAsync(scenario, 1_600);
        var check = await socket.NextAsync("response.create");
        await AdvanceAsync(scenario, 9_000);
        Assert.False(scenario.Time.IsDueWithin(TimeSpan.Zero), "A timer that is due again and again keeps the conversation busy.");

        Answer(socket, "resp_a", check, """{"speak":true,"say":"Shall I get a colleague?"}""");

        await SpokenAsync(scenario, socket, "resp_1", "\"Shall I get a colleague?\"");
        Assert.Equal("spoken", (await scenario.RecordedAsync<TalkPrompted>()).Result);
    }

    [Fact]
    public async Task The_model_decides_beside_the_conversation_and_its_words_are_spoken()
    {
        await using var scenario = new SidebandScenario(agent: Checked);
        var socket = await scenario.StartAndGreetAsync();
        await AdvanceAsync(scenario, 30_050);
        var check = await socket.NextAsync("response.create");
        var asked = check.GetProperty("response");
        Assert.Equal("none", asked.GetProperty("conversation").GetString());
        Assert.Contains("Speak if the caller is stuck.", asked.GetProperty("instructions").GetString(), StringComparison.Ordinal);
        Assert.False(asked.TryGetProperty("input", out _));
        Answer(socket, "resp_a", check, """{"speak":true,"say":"Shall I get a colleague?"}""");

        await SpokenAsync(scenario, socket, "resp_1", "\"Shall I get a colleague?\"");

        Assert.Equal(("stuck", "spoken", null), Told(await scenario.RecordedAsync<TalkPrompted>()));
        Assert.NotNull(scenario.Recorded<TalkPrompted>()[0].DurationMs);
        await AdvanceAsync(scenario, 60_000);
        Answer(socket, "resp_b", await socket.NextAsync("response.create"), """{"speak":false}""");
        Assert.Equal(("stuck", "nothing_to_say", null), Told(await scenario.RecordedAsync<TalkPrompted>(2)));
        await AdvanceAsync(scenario, 600_000);
        socket.NothingMore();
        Assert.Empty(scenario.Recorded<AgentSaid>());
    }

    [Fact]
    public async Task An_answer_that_the_conversation_overtook_is_not_spoken_and_asked_for_again()
    {
        await using var scenario = new SidebandScenario(agent: Checked);
        var socket = await scenario.StartAndGreetAsync();
        await AdvanceAsync(scenario, 30_050);
        for (var attempt = 1; attempt <= 3; attempt++)
        {
            var check = await socket.NextAsync("response.create");
            socket.Say("""{"type":"input_audio_buffer.speech_started","item_id":"item_u"}""");
            socket.Say("""{"type":"input_audio_buffer.speech_stopped","item_id":"item_u"}""");
            Answer(socket, $"resp_{attempt}", check, """{"speak":true,"say":"Too late."}""");
            await AdvanceAsync(scenario, 2_000);
        }

        Assert.Equal(("stuck", "outdated", null), Told(await scenario.RecordedAsync<TalkPrompted>()));
        socket.NothingMore();
    }

    [Theory]
    [InlineData("I think you should speak.", "malformed")]
    [InlineData("", "unusable")]
    public async Task An_answer_that_cannot_be_used_is_dropped(string answer, string failure)
    {
        await using var scenario = new SidebandScenario(agent: Checked);
        var socket = await scenario.StartAndGreetAsync();
        await AdvanceAsync(scenario, 30_050);

        Answer(socket, "resp_a", await socket.NextAsync("response.create"), answer);

        Assert.Equal(("stuck", "failed", failure), Told(await scenario.RecordedAsync<TalkPrompted>()));
        await AdvanceAsync(scenario, 10_000);
        socket.NothingMore();
    }

    [Fact]
    public async Task A_model_that_does_not_answer_is_waited_for_no_longer_than_said()
    {
        await using var scenario = new SidebandScenario(agent: Checked);
        var socket = await scenario.StartAndGreetAsync();
        await AdvanceAsync(scenario, 30_050);
        await socket.NextAsync("response.create");

        await AdvanceAsync(scenario, 5_050);

        Assert.Equal(("stuck", "failed", "timeout"), Told(await scenario.RecordedAsync<TalkPrompted>()));
    }

    [Fact]
    public async Task A_broken_connection_asks_again_on_the_next_one()
    {
        await using var scenario = new SidebandScenario(agent: Checked);
        var socket = await scenario.StartAndGreetAsync();
        await AdvanceAsync(scenario, 30_050);
        await socket.NextAsync("response.create");
        socket.End();
        await scenario.AdvanceUntilAsync(() => scenario.Connector.Sockets.Count == 2);

        await scenario.AdvanceUntilAsync(() => scenario.Socket.Sent.Count == 1);

        Answer(scenario.Socket, "resp_a", await scenario.Socket.NextAsync("response.create"), """{"speak":false}""");
        Assert.Equal(("stuck", "nothing_to_say", null), Told(await scenario.RecordedAsync<TalkPrompted>()));
    }

    [Fact]
    public async Task A_tool_that_is_done_is_followed_once_its_answer_was_heard()
    {
        await using var scenario = new SidebandScenario(
            agent: """ "greeting": "Hello there.", "prompts": [{ "name": "more", "on": "tool_completed", "tool": "lookup", "max": 1, "say": "Anything else about it?" }] """);
        scenario.Tools.Answer = (_, _) => Task.FromResult(FakeService.Say("1"));
        var socket = await scenario.StartAndGreetAsync();
        socket.Say(Events.Created("resp_1"));
        socket.Say(Events.FunctionCall("resp_1", "call_1", "lookup", "{}"));
        socket.Say(Events.Done("resp_1"));
        await socket.NextAsync("conversation.item.create");
        var answer = await socket.NextAsync("response.create");
        Assert.False(answer.GetProperty("response").TryGetProperty("instructions", out _));
        socket.Say(Events.Created("resp_2", answer));
        socket.Say(Events.Done("resp_2"));
        await scenario.RecordedAsync<ResponseFinished>(3);
        await AdvanceAsync(scenario, 1_600);

        await SpokenAsync(scenario, socket, "resp_3", "Anything else about it?");

        Assert.Equal("tool_completed", (await scenario.RecordedAsync<TalkPrompted>()).Trigger);
    }

    [Fact]
    public async Task A_silence_is_filled_with_something_useful()
    {
        await using var scenario = new SidebandScenario(
            agent: """ "greeting": null, "prompts": [{ "name": "hint", "on": "silence", "after_seconds": 4, "say": "You find the number on your bill." }] """);
        var socket = await scenario.StartAsync();
        await AdvanceAsync(scenario, 3_900);
        socket.NothingMore();
        await AdvanceAsync(scenario, 150);
        await SpokenAsync(scenario, socket, "resp_1", "on your bill");
        await AdvanceAsync(scenario, 20_000);
        socket.NothingMore();
        socket.Say("""{"type":"input_audio_buffer.speech_started","item_id":"item_u"}""");
        socket.Say("""{"type":"input_audio_buffer.speech_stopped","item_id":"item_u"}""");

        await AdvanceAsync(scenario, 4_050);

        await SpokenAsync(scenario, socket, "resp_2", "on your bill");
    }

    [Fact]
    public async Task A_conversation_that_is_being_left_is_not_spoken_into()
    {
        await using var scenario = new SidebandScenario(
            agent: """ "greeting": null, "silence": { "after_seconds": 5, "prompts": 0, "finish": { "say": "Goodbye." } }, "prompts": [{ "name": "late", "after_seconds": 6, "say": "Too late." }] """);
        var socket = await scenario.StartAsync();
        await AdvanceAsync(scenario, 5_050);
        var goodbye = await socket.NextAsync("response.create");
        socket.Say(Events.Created("resp_1", goodbye));
        await AdvanceAsync(scenario, 2_000);

        socket.NothingMore();
        Assert.Empty(scenario.Recorded<TalkPrompted>());
    }

    private static (string Name, string Result, string? Failure) Told(TalkPrompted prompted) => (prompted.Prompt, prompted.Result, prompted.Failure);

    private static void Answer(FakeSocket socket, string response, JsonElement create, string answer)
    {
        socket.Say(Events.AskCreated(response, create));
        socket.Say(Events.Text(response, "item_" + response, answer));
        socket.Say(Events.AskDone(response, create, answer));
    }

    private static async Task SpokenAsync(SidebandScenario scenario, FakeSocket socket, string response, string words)
    {
        var create = await socket.NextAsync("response.create");
        Assert.Contains(words, create.GetProperty("response").GetProperty("instructions").GetString()!, StringComparison.Ordinal);
        Assert.False(create.GetProperty("response").TryGetProperty("conversation", out _));
        var finished = scenario.Recorded<ResponseFinished>().Count;
        socket.Say(Events.Created(response, create));
        socket.Say(Events.Done(response));
        await scenario.RecordedAsync<ResponseFinished>(finished + 1);
    }

    /// <summary>Moves the clock once the worker waits; by events that are neither the caller's nor the agent's.</summary>
    private async Task AdvanceAsync(SidebandScenario scenario, double milliseconds)
    {
        await SettleAsync(scenario);
        scenario.Time.Advance(TimeSpan.FromMilliseconds(milliseconds));
        await SettleAsync(scenario);
    }

    private async Task SettleAsync(SidebandScenario scenario)
    {
        scenario.Socket.Say(Events.Error("settle"));
        await scenario.RecordedAsync<SidebandError>(++_settled);
    }
}
