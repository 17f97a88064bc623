using System.Text.Json;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Conversation;
using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Sideband;
using Realtime.SipGateway.Sideband.Control;
using Realtime.SipGateway.Tests.Sideband.Tools;
using Xunit;

namespace Realtime.SipGateway.Tests.Sideband.Control;

public sealed class ConversationControlTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_agent_says_what_it_is_commanded_to_and_the_call_knows_by_whom()
    {
        await using var scenario = new SidebandScenario();
        var socket = await scenario.StartAndGreetAsync();

        Assert.Equal(ConversationAnswer.Done, await DoAsync(scenario, new ConversationCommand.Say("We call you back.")));

        Assert.Contains("\"We call you back.\"", Instructions(await socket.NextAsync("response.create")), StringComparison.Ordinal);
        Assert.Equal(new ControlSaid("anna", "We call you back.", false), await scenario.RecordedAsync<ControlSaid>());
    }

    [Fact]
    public async Task Two_sentences_are_said_one_after_the_other_whatever_else_is_wished_for()
    {
        await using var scenario = new SidebandScenario();
        var socket = await scenario.StartAndGreetAsync();
        socket.Say(Events.Created("resp_1"));
        await scenario.SettleAsync();
        await DoAsync(scenario, new ConversationCommand.Say("One."));
        await DoAsync(scenario, new ConversationCommand.Say("Two."));
        await DoAsync(scenario, new ConversationCommand.TakeTurn());
        socket.NothingMore();

        socket.Say(Events.Done("resp_1"));
        var turn = await socket.NextAsync("response.create");
        Assert.False(turn.GetProperty("response").TryGetProperty("instructions", out _));
        await AnswerAsync(scenario, socket, turn, "resp_2");
        var one = await socket.NextAsync("response.create");
        Assert.Contains("One.", Instructions(one), StringComparison.Ordinal);
        await AnswerAsync(scenario, socket, one, "resp_3");
        Assert.Contains("Two.", Instructions(await socket.NextAsync("response.create")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sentence_that_a_wish_displaced_is_said_after_it()
    {
        await using var scenario = new SidebandScenario();
        var socket = await scenario.StartAndGreetAsync();
        await DoAsync(scenario, new ConversationCommand.Say("One."));
        var create = await socket.NextAsync("response.create");
        await DoAsync(scenario, new ConversationCommand.TakeTurn());

        // The caller was faster: the service refuses, and the wish of meanwhile is asked for instead.
        socket.Say(Events.Error("conversation_already_has_active_response", create));
        socket.Say(Events.Created("resp_1"));
        socket.Say(Events.Done("resp_1"));
        await AnswerAsync(scenario, socket, await socket.NextAsync("response.create"), "resp_2");

        Assert.Contains("One.", Instructions(await socket.NextAsync("response.create")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_whisper_is_an_instruction_that_nobody_speaks()
    {
        await using var scenario = new SidebandScenario();
        var socket = await scenario.StartAndGreetAsync();

        await DoAsync(scenario, new ConversationCommand.Whisper("Offer ten percent."));
        var item = (await socket.NextAsync("conversation.item.create")).GetProperty("item");
        await scenario.SettleAsync();
        socket.NothingMore();
        await DoAsync(scenario, new ConversationCommand.Whisper("Now.", Respond: true));

        Assert.Equal(("system", "Offer ten percent."), (item.GetProperty("role").GetString(), TextOf(item)));
        await socket.NextAsync("conversation.item.create");
        await socket.NextAsync("response.create");
        Assert.Equal(new ControlWhispered("anna", "Now.", true), await scenario.RecordedAsync<ControlWhispered>(2));
    }

    [Theory]
    [InlineData(ConversationRole.User, "user")]
    [InlineData(ConversationRole.System, "system")]
    public async Task A_text_becomes_part_of_the_conversation(ConversationRole role, string name)
    {
        await using var scenario = new SidebandScenario();
        var socket = await scenario.StartAndGreetAsync();

        await DoAsync(scenario, new ConversationCommand.AddText(role, "Order 66.", Respond: true));

        var item = (await socket.NextAsync("conversation.item.create")).GetProperty("item");
        Assert.Equal((name, "Order 66."), (item.GetProperty("role").GetString(), TextOf(item)));
        await socket.NextAsync("response.create");
        Assert.Equal(new ControlTextAdded("anna", name, "Order 66.", true), await scenario.RecordedAsync<ControlTextAdded>());
    }

    [Fact]
    public async Task What_a_broken_connection_may_have_lost_is_sent_again_and_what_was_confirmed_is_not()
    {
        await using var scenario = new SidebandScenario();
        var socket = await scenario.StartAndGreetAsync();
        await DoAsync(scenario, new ConversationCommand.Whisper("Kept."));
        var kept = (await socket.NextAsync("conversation.item.create")).GetProperty("item").GetProperty("id").GetString();
        socket.Say(Events.Kept(kept!));
        await scenario.SettleAsync();
        await DoAsync(scenario, new ConversationCommand.Whisper("Lost."));
        var lost = (await socket.NextAsync("conversation.item.create")).GetProperty("item");

        socket.End();
        await scenario.AdvanceUntilAsync(() => scenario.Connector.Sockets.Count == 2);

        var again = (await scenario.Socket.NextAsync("conversation.item.create")).GetProperty("item");
        Assert.Equal((lost.GetProperty("id").GetString(), "Lost."), (again.GetProperty("id").GetString(), TextOf(again)));
        await scenario.SettleAsync();
        scenario.Socket.NothingMore();
    }

    [Fact]
    public async Task Stop_is_silence_at_once_and_drops_what_waits()
    {
        await using var scenario = new SidebandScenario();
        var socket = await scenario.StartAndGreetAsync();
        socket.Say(Events.Created("resp_1"));
        socket.Say(Events.Words("resp_1", "item_1", "A long story"));
        socket.Say(Events.Audio("started", "resp_1"));
        await scenario.SettleAsync();
        await DoAsync(scenario, new ConversationCommand.Say("Later."));

        await DoAsync(scenario, new ConversationCommand.StopSpeaking());

        Assert.Equal("resp_1", (await socket.NextAsync("response.cancel")).GetProperty("response_id").GetString());
        await socket.NextAsync("output_audio_buffer.clear");
        socket.Say(Events.Audio("cleared", "resp_1"));
        socket.Say(Events.Done("resp_1", "cancelled", "client_cancelled"));
        await scenario.SettleAsync();
        socket.NothingMore();
        Assert.Equal(new ControlStopped("anna"), await scenario.RecordedAsync<ControlStopped>());
    }

    [Fact]
    public async Task A_response_that_was_asked_for_and_has_not_begun_is_stopped_when_it_does()
    {
        await using var scenario = new SidebandScenario();
        var socket = await scenario.StartAndGreetAsync();
        await DoAsync(scenario, new ConversationCommand.Say("One."));
        var create = await socket.NextAsync("response.create");

        await DoAsync(scenario, new ConversationCommand.StopSpeaking());
        await scenario.SettleAsync();
        socket.NothingMore();
        socket.Say(Events.Created("resp_1", create));

        Assert.Equal("resp_1", (await socket.NextAsync("response.cancel")).GetProperty("response_id").GetString());
        await socket.NextAsync("output_audio_buffer.clear");
    }

    [Fact]
    public async Task A_stop_of_what_was_then_refused_leaves_the_next_response_alone()
    {
        await using var scenario = new SidebandScenario();
        var socket = await scenario.StartAndGreetAsync();
        await DoAsync(scenario, new ConversationCommand.Say("One."));
        var create = await socket.NextAsync("response.create");

        await DoAsync(scenario, new ConversationCommand.StopSpeaking());
        socket.Say(Events.Error("invalid_value", create));
        await scenario.SettleAsync();
        socket.Say(Events.Created("resp_1"));
        await scenario.SettleAsync();

        socket.NothingMore();
    }

    [Fact]
    public async Task What_was_stopped_before_it_began_is_not_asked_for_again()
    {
        await using var scenario = new SidebandScenario();
        var socket = await scenario.StartAndGreetAsync();
        await DoAsync(scenario, new ConversationCommand.TakeTurn());
        await socket.NextAsync("response.create");

        await DoAsync(scenario, new ConversationCommand.StopSpeaking());
        await scenario.SettleAsync();
        scenario.Time.Advance(TimeSpan.FromMilliseconds(new SidebandOptions().ResponseAnswerMs + 1));
        await scenario.SettleAsync();
        socket.NothingMore();
        socket.Say(Events.Created("resp_1"));
        await scenario.SettleAsync();

        socket.NothingMore();
    }

    [Fact]
    public async Task A_turn_that_was_commanded_and_waits_is_dropped_by_stop()
    {
        await using var scenario = new SidebandScenario();
        var socket = await scenario.StartAndGreetAsync();
        socket.Say(Events.Created("resp_1"));
        await scenario.SettleAsync();
        await DoAsync(scenario, new ConversationCommand.Whisper("Offer ten percent.", Respond: true));
        await socket.NextAsync("conversation.item.create");

        await DoAsync(scenario, new ConversationCommand.StopSpeaking());
        await socket.NextAsync("response.cancel");
        await socket.NextAsync("output_audio_buffer.clear");
        socket.Say(Events.Done("resp_1", "cancelled", "client_cancelled"));
        await scenario.SettleAsync();

        socket.NothingMore();
    }

    [Fact]
    public async Task The_answer_to_a_slow_tool_that_waits_is_dropped_by_stop()
    {
        await using var scenario = new SidebandScenario();
        var release = new TaskCompletionSource();
        scenario.Tools.Answer = async (_, _) =>
        {
            await release.Task;
            return FakeService.Say("""{"n":1}""");
        };
        var socket = await scenario.StartAndGreetAsync();
        socket.Say(Events.Created("resp_1"));
        socket.Say(Events.FunctionCall("resp_1", "call_1", "lookup", "{}"));
        socket.Say(Events.Done("resp_1"));
        socket.Say(Events.Created("resp_2"));
        await scenario.SettleAsync();
        release.SetResult();
        await socket.NextAsync("conversation.item.create");
        await scenario.RecordedAsync<ToolCompleted>();
        await scenario.SettleAsync();

        await DoAsync(scenario, new ConversationCommand.StopSpeaking());
        await socket.NextAsync("response.cancel");
        await socket.NextAsync("output_audio_buffer.clear");
        socket.Say(Events.Done("resp_2", "cancelled", "client_cancelled"));
        await scenario.SettleAsync();

        socket.NothingMore();
    }

    [Fact]
    public async Task A_text_that_no_connection_confirms_is_given_up()
    {
        await using var scenario = new SidebandScenario();
        await scenario.StartAndGreetAsync();
        await DoAsync(scenario, new ConversationCommand.Whisper("Lost."));
        for (var connection = 1; connection <= 3; connection++)
        {
            await scenario.Socket.NextAsync("conversation.item.create");
            scenario.Socket.End();
            await scenario.AdvanceUntilAsync(() => scenario.Connector.Sockets.Count == connection + 1);
        }

        Assert.Equal("item_lost", (await scenario.RecordedAsync<CallFault>()).Kind);
        await scenario.SettleAsync();
        scenario.Socket.NothingMore();
    }

    [Fact]
    public async Task Words_that_interrupt_are_said_when_the_agent_is_silent()
    {
        await using var scenario = new SidebandScenario();
        var socket = await scenario.StartAndGreetAsync();
        socket.Say(Events.Created("resp_1"));
        await scenario.SettleAsync();

        await DoAsync(scenario, new ConversationCommand.Say("Stop there.", Interrupt: true));
        await socket.NextAsync("response.cancel");
        await socket.NextAsync("output_audio_buffer.clear");
        await scenario.SettleAsync();
        socket.NothingMore();
        socket.Say(Events.Done("resp_1", "cancelled", "client_cancelled"));

        Assert.Contains("Stop there.", Instructions(await socket.NextAsync("response.create")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Commanded_words_pass_the_guardrails()
    {
        await using var scenario = new SidebandScenario();
        var socket = await scenario.StartAndGreetAsync();
        await DoAsync(scenario, new ConversationCommand.Say("You get a full refund."));
        socket.Say(Events.Created("resp_1", await socket.NextAsync("response.create")));

        socket.Say(Events.Words("resp_1", "item_1", "You get a full refund."));

        await socket.NextAsync("response.cancel");
        Assert.Equal("no-promises", (await scenario.RecordedAsync<GuardrailTripped>()).Guardrail);
    }

    [Fact]
    public async Task Nothing_is_said_before_the_caller_can_hear_it()
    {
        await using var scenario = new SidebandScenario(agent: """ "voice": "marin" """);
        var socket = await scenario.StartAsync(acknowledged: false);

        await DoAsync(scenario, new ConversationCommand.Say("Hello."));
        await scenario.SettleAsync();
        socket.NothingMore();
        scenario.Call.Acknowledge();

        await socket.NextAsync("response.create");
    }

    [Fact]
    public async Task A_command_waits_for_a_connection_that_comes_back()
    {
        await using var scenario = new SidebandScenario();
        var socket = await scenario.StartAndGreetAsync();
        socket.End();
        await scenario.RecordedAsync<SidebandClosed>();

        var answer = DoAsync(scenario, new ConversationCommand.Whisper("Hm."));
        Assert.False(answer.IsCompleted);
        await scenario.AdvanceUntilAsync(() => answer.IsCompleted);

        Assert.Equal(ConversationAnswer.Done, await answer);
        await scenario.Socket.NextAsync("conversation.item.create");
    }

    [Fact]
    public async Task A_command_that_was_given_up_is_not_carried_out_later_and_too_many_are_refused()
    {
        var controls = new ConversationControls(TimeProvider.System);
        var inbox = new CommandInbox(static () => { });
        var call = CallId.New(TimeProvider.System);
        using var enough = new CancellationTokenSource();
        Assert.Equal(ConversationAnswer.NotTalking, await controls.CommandAsync(call, new ConversationCommand.StopSpeaking(), "anna", Token));
        controls.Open(call, inbox);

        var given = controls.CommandAsync(call, new ConversationCommand.StopSpeaking(), "anna", enough.Token);
        var waiting = Enumerable.Range(1, ICallConversation.MaxWaiting - 1)
            .Select(_ => controls.CommandAsync(call, new ConversationCommand.StopSpeaking(), "ben", Token)).ToList();
        Assert.Equal(ConversationAnswer.Busy, await controls.CommandAsync(call, new ConversationCommand.StopSpeaking(), "carl", Token));
        await enough.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => given);

        Assert.True(inbox.TryTake(out var next));
        Assert.Equal("ben", next.Actor);
        next.Answer(ConversationAnswer.Done);
        controls.Close(call, inbox);
        Assert.Equal([ConversationStatus.Done, .. Enumerable.Repeat(ConversationStatus.NotTalking, waiting.Count - 1)],
            (await Task.WhenAll(waiting)).Select(answer => answer.Status));
        Assert.Equal(ConversationAnswer.NotTalking, await controls.CommandAsync(call, new ConversationCommand.StopSpeaking(), "anna", Token));
    }

    [Fact]
    public async Task A_call_that_is_over_takes_no_commands()
    {
        await using var scenario = new SidebandScenario();
        await scenario.StartAndGreetAsync();

        scenario.Call.End(CallOutcome.CallerHungUp);
        await scenario.AdvanceUntilAsync(() => scenario.Call.Drained.IsCompleted);

        Assert.Equal(ConversationStatus.NotTalking, (await DoAsync(scenario, new ConversationCommand.Say("Hello?"))).Status);
    }

    private static Task<ConversationAnswer> DoAsync(SidebandScenario scenario, ConversationCommand command) =>
        scenario.Controls.CommandAsync(scenario.Call.Id, command, "anna", Token);

    private static async Task AnswerAsync(SidebandScenario scenario, FakeSocket socket, JsonElement create, string response)
    {
        socket.Say(Events.Created(response, create));
        socket.Say(Events.Done(response));
        await scenario.SettleAsync();
    }

    private static string Instructions(JsonElement create) => create.GetProperty("response").GetProperty("instructions").GetString()!;

    private static string? TextOf(JsonElement item) => item.GetProperty("content")[0].GetProperty("text").GetString();
}
