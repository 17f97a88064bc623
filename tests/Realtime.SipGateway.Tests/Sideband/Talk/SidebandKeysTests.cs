using System.Text.Json;
using Realtime.SipGateway.Calls.Conversation;
using Realtime.SipGateway.Calls.Events;
using Xunit;

namespace Realtime.SipGateway.Tests.Sideband.Talk;

public sealed class SidebandKeysTests
{
    private const string Agent = """ "greeting": "Hello there.", "dtmf": "text" """;

    [Theory]
    [InlineData("12#", "The caller pressed 1 2 on the keypad.", "terminator", 2)]
    [InlineData("5", "The caller pressed 5 on the keypad.", "timeout", 1)]
    [InlineData("#", "The caller pressed # on the keypad.", "timeout", 1)]
    [InlineData("12345678901234567890123456789012", "The caller pressed 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 on the keypad.", "length", 32)]
    public async Task Keys_become_a_text_of_the_caller_and_the_agent_answers(string keys, string text, string endedBy, int count)
    {
        await using var scenario = new SidebandScenario(agent: Agent);
        var socket = await scenario.StartAndGreetAsync();
        await PressAsync(scenario, socket, keys);

        await scenario.AdvanceUntilAsync(() => scenario.Recorded<DigitsTold>().Count == 1);

        var item = (await socket.NextAsync("conversation.item.create")).GetProperty("item");
        Assert.Equal("user", item.GetProperty("role").GetString());
        Assert.Equal(text, TextOf(item));
        var response = (await socket.NextAsync("response.create")).GetProperty("response");
        Assert.False(response.TryGetProperty("instructions", out _));
        Assert.Equal(new DigitsTold(count, endedBy), Assert.Single(scenario.Recorded<DigitsTold>()));
    }

    [Fact]
    public async Task Keys_wait_for_one_another()
    {
        await using var scenario = new SidebandScenario(agent: Agent);
        var socket = await scenario.StartAndGreetAsync();
        await PressAsync(scenario, socket, "1");
        scenario.Time.Advance(TimeSpan.FromMilliseconds(1_400));
        await PressAsync(scenario, socket, "2");
        scenario.Time.Advance(TimeSpan.FromMilliseconds(1_400));
        await PressAsync(scenario, socket, "3");
        Assert.Empty(scenario.Recorded<DigitsTold>());

        await scenario.AdvanceUntilAsync(() => scenario.Recorded<DigitsTold>().Count == 1);

        Assert.Equal("The caller pressed 1 2 3 on the keypad.", TextOf((await socket.NextAsync("conversation.item.create")).GetProperty("item")));
    }

    [Fact]
    public async Task A_key_over_the_agents_words_stops_them()
    {
        await using var scenario = new SidebandScenario(agent: Agent);
        var socket = await scenario.StartAndGreetAsync();
        socket.Say(Events.Created("resp_1"));
        socket.Say(Events.Words("resp_1", "item_1", "Press one for sales, two for"));
        socket.Say(Events.Audio("started", "resp_1"));
        await PressAsync(scenario, socket, "1#");

        Assert.Equal("resp_1", (await socket.NextAsync("response.cancel")).GetProperty("response_id").GetString());
        await socket.NextAsync("output_audio_buffer.clear");
        await socket.NextAsync("conversation.item.create");
        socket.NothingMore();
        socket.Say(Events.Done("resp_1", "cancelled"));
        await socket.NextAsync("response.create");
    }

    [Fact]
    public async Task An_agent_that_may_not_be_interrupted_speaks_on()
    {
        await using var scenario = new SidebandScenario(agent: Agent + """, "turn_detection": { "type": "semantic_vad", "interrupt_response": false } """);
        var socket = await scenario.StartAndGreetAsync();
        socket.Say(Events.Created("resp_1"));
        socket.Say(Events.Words("resp_1", "item_1", "Press one for sales, two for"));
        socket.Say(Events.Audio("started", "resp_1"));
        await PressAsync(scenario, socket, "1#");

        await socket.NextAsync("conversation.item.create");
        socket.NothingMore();
        socket.Say(Events.Done("resp_1"));
        await socket.NextAsync("response.create");
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task A_command_decides_anew_whether_the_agent_may_be_interrupted(bool byPolicy, bool byCommand)
    {
        await using var scenario = new SidebandScenario(
            agent: Agent + $$""", "turn_detection": { "type": "semantic_vad", "interrupt_response": {{(byPolicy ? "true" : "false")}} } """);
        var socket = await scenario.StartAndGreetAsync();
        var update = new ConversationCommand.Update(null, null, new TurnDetectionChange("semantic_vad", InterruptResponse: byCommand));
        Assert.Equal(ConversationAnswer.Done, await scenario.Controls.CommandAsync(scenario.Call.Id, update, "anna", TestContext.Current.CancellationToken));
        await socket.NextAsync("session.update");
        socket.Say(Events.Created("resp_1"));
        socket.Say(Events.Words("resp_1", "item_1", "Press one for sales, two for"));
        socket.Say(Events.Audio("started", "resp_1"));
        await PressAsync(scenario, socket, "1#");

        if (byCommand)
        {
            Assert.Equal("resp_1", (await socket.NextAsync("response.cancel")).GetProperty("response_id").GetString());
            await socket.NextAsync("output_audio_buffer.clear");
        }

        await socket.NextAsync("conversation.item.create");
        socket.NothingMore();
    }

    [Fact]
    public async Task Keys_of_an_input_are_the_inputs_alone()
    {
        await using var scenario = new SidebandScenario(
            agent: Agent, tools: """ "ask": { "type": "collect_digits", "min_digits": 3, "max_digits": 3 } """);
        var socket = await scenario.StartAndGreetAsync();
        socket.Say(Events.Created("resp_1"));
        await PressAsync(scenario, socket, "1");
        socket.Say(Events.FunctionCall("resp_1", "call_1", "ask", "{}"));
        socket.Say(Events.Done("resp_1"));
        await PressAsync(scenario, socket, "23");

        var output = (await socket.NextAsync("conversation.item.create")).GetProperty("item");
        Assert.Equal("""{"digits":"123","ended_by":"length"}""", output.GetProperty("output").GetString());
        socket.Say(Events.Created("resp_2", await socket.NextAsync("response.create")));
        socket.Say(Events.Done("resp_2"));
        await scenario.RecordedAsync<ResponseFinished>(3);
        scenario.Time.Advance(TimeSpan.FromSeconds(5));
        socket.Say(Events.Error("settle"));
        await scenario.RecordedAsync<SidebandError>();
        socket.NothingMore();
        Assert.Empty(scenario.Recorded<DigitsTold>());
    }

    [Fact]
    public async Task A_text_that_a_broken_connection_took_is_said_again_under_the_same_id()
    {
        await using var scenario = new SidebandScenario(agent: Agent);
        var first = await scenario.StartAndGreetAsync();
        await PressAsync(scenario, first, "7#");
        var lost = (await first.NextAsync("conversation.item.create")).GetProperty("item");

        first.End();
        await scenario.AdvanceUntilAsync(() => scenario.Connector.Sockets.Count == 2);
        var second = scenario.Socket;
        var again = (await second.NextAsync("conversation.item.create")).GetProperty("item");
        await second.NextAsync("response.create");
        Assert.Equal(lost.GetRawText(), again.GetRawText());
        second.Say($$"""{"type":"conversation.item.done","item":{"id":"{{again.GetProperty("id").GetString()}}","type":"message","role":"user","status":"completed","content":[]} }""");
        second.Say(Events.Error("settle"));
        await scenario.RecordedAsync<SidebandError>();
        second.End();
        await scenario.AdvanceUntilAsync(() => scenario.Connector.Sockets.Count == 3);

        await scenario.Socket.NextAsync("response.create");
        scenario.Socket.NothingMore();
    }

    [Fact]
    public async Task Keys_are_kept_from_the_model_by_default()
    {
        await using var scenario = new SidebandScenario();
        var socket = await scenario.StartAndGreetAsync();
        await PressAsync(scenario, socket, "12#");
        await scenario.AdvanceAsync(10_000);

        socket.NothingMore();
        Assert.Empty(scenario.Recorded<DigitsTold>());
    }

    private static async Task PressAsync(SidebandScenario scenario, FakeSocket socket, string keys)
    {
        var before = scenario.Recorded<DigitReceived>().Count;
        foreach (var key in keys)
        {
            socket.Say($$"""{"type":"input_audio_buffer.dtmf_event_received","event":"{{key}}"}""");
        }

        await scenario.RecordedAsync<DigitReceived>(before + keys.Length);
    }

    private static string TextOf(JsonElement item) => item.GetProperty("content")[0].GetProperty("text").GetString()!;
}
