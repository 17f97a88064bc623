using System.Text.Json;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Conversation;
using Realtime.SipGateway.Calls.Events;
using Xunit;

namespace Realtime.SipGateway.Tests.Sideband;

public sealed class SidebandHandlerTests
{
    private const string Agent = "\"handler\": { \"timeout_ms\": 2000 }";

    [Fact]
    public async Task A_turn_of_the_caller_is_offered_and_the_model_says_nothing()
    {
        await using var scenario = new SidebandScenario(agent: Agent);
        var socket = await scenario.StartAsync();
        socket.Say(Events.CallerTranscript("item_1", "Where is my order?"));
        socket.Say(Events.CallerTranscript("item_1", "Where is my order?"));
        await scenario.AdvanceAsync(1_900);

        Assert.Equal((1, "item_1", "Where is my order?", 2_000), Offered(Assert.Single(scenario.Live<HandlerTurnOpened>())));
        Assert.Empty(scenario.Recorded<HandlerTurnOpened>());
        socket.NothingMore();
    }

    [Fact]
    public async Task A_turn_that_no_program_answers_is_the_models()
    {
        await using var scenario = new SidebandScenario(agent: Agent);
        var socket = await scenario.StartAsync();
        socket.Say(Events.CallerTranscript("item_1", "Where is my order?"));
        await scenario.AdvanceAsync(2_000);

        var create = await socket.NextAsync("response.create");
        Assert.False(create.GetProperty("response").TryGetProperty("instructions", out _));
        Assert.Equal(new HandlerTimedOut(1, 2_000), await scenario.RecordedAsync<HandlerTimedOut>());
    }

    [Fact]
    public async Task A_turn_that_was_answered_does_not_time_out()
    {
        await using var scenario = new SidebandScenario(agent: Agent);
        var socket = await scenario.StartAsync();
        socket.Say(Events.CallerTranscript("item_1", "Where is my order?"));
        socket.Say(Events.Created("resp_1"));
        socket.Say(Events.Done("resp_1"));
        await scenario.AdvanceAsync(3_000);

        Assert.Empty(scenario.Recorded<HandlerTimedOut>());
        socket.NothingMore();
    }

    [Fact]
    public async Task Words_that_nobody_understood_are_the_models_at_once()
    {
        await using var scenario = new SidebandScenario(agent: Agent);
        var socket = await scenario.StartAsync();
        socket.Say("""{"type":"conversation.item.input_audio_transcription.failed","item_id":"item_1","content_index":0,"error":{"code":"audio_unintelligible","message":"No."}}""");

        await socket.NextAsync("response.create");
    }

    [Fact]
    public async Task What_was_said_while_the_connection_was_gone_is_the_models()
    {
        await using var scenario = new SidebandScenario(agent: Agent);
        var socket = await scenario.StartAsync();
        socket.End();
        await scenario.AdvanceUntilAsync(() => scenario.Connector.Sockets.Count == 2);

        await scenario.AdvanceUntilAsync(() => scenario.Recorded<HandlerTimedOut>().Count == 1);

        await scenario.Socket.NextAsync("response.create");
    }

    [Fact]
    public async Task An_agent_without_a_program_answers_itself()
    {
        await using var scenario = new SidebandScenario(agent: "\"language\": \"en\"");
        var socket = await scenario.StartAsync();
        socket.Say(Events.CallerTranscript("item_1", "Where is my order?"));
        await scenario.AdvanceAsync(10_000);

        Assert.Empty(scenario.Live<HandlerTurnOpened>());
        socket.NothingMore();
    }

    [Fact]
    public async Task The_silence_is_the_programs_while_it_thinks()
    {
        await using var scenario = new SidebandScenario(agent: """
            "handler": { "timeout_ms": 20000 }, "greeting": "Hello there.", "silence": { "after_seconds": 5, "prompts": 0 }
            """);
        var socket = await scenario.StartAndGreetAsync();
        socket.Say(Events.CallerTranscript("item_1", "Where is my order?"));
        await scenario.SettleAsync();
        await scenario.AdvanceAsync(19_000);
        Assert.Null(scenario.Outcome);

        await scenario.AdvanceAsync(1_000);
        await scenario.RecordedAsync<HandlerTimedOut>();
        await socket.NextAsync("response.create");
        Assert.Null(scenario.Outcome);
    }

    [Fact]
    public async Task An_answer_to_a_turn_that_is_over_is_refused()
    {
        await using var scenario = new SidebandScenario(agent: Agent);
        var socket = await scenario.StartAsync();
        socket.Say(Events.CallerTranscript("item_1", "Where is my order?"));
        await scenario.SettleAsync();
        Assert.Equal(ConversationStatus.Done, (await AnswerAsync(scenario, "Let me see.", 1)).Status);
        var create = await socket.NextAsync("response.create");
        Assert.Contains("Let me see.", create.GetProperty("response").GetProperty("instructions").GetString(), StringComparison.Ordinal);
        socket.Say(Events.Created("resp_1", create));
        Assert.Equal(ConversationStatus.Done, (await AnswerAsync(scenario, "It is on its way.", 1)).Status);

        socket.Say(Events.CallerTranscript("item_2", "Never mind."));
        await scenario.SettleAsync();
        Assert.Equal(ConversationStatus.Refused, (await AnswerAsync(scenario, "It comes on Friday.", 1)).Status);
        socket.Say(Events.Done("resp_1"));
        socket.Say(Events.Created("resp_2", await socket.NextAsync("response.create")));
        socket.Say(Events.Done("resp_2"));
        socket.Say(Events.CallerTranscript("item_3", "Goodbye."));
        await scenario.SettleAsync();
        await scenario.AdvanceUntilAsync(() => scenario.Recorded<HandlerTimedOut>().Count == 1);

        Assert.Equal(ConversationStatus.Refused, (await AnswerAsync(scenario, "Goodbye.", 3)).Status);
        Assert.Equal(2, scenario.Recorded<ControlSaid>().Count);
    }

    [Fact]
    public async Task A_turn_is_answered_by_whoever_speaks_first()
    {
        await using var scenario = new SidebandScenario(agent: Agent);
        var socket = await scenario.StartAsync();
        socket.Say(Events.CallerTranscript("item_1", "Where is my order?"));
        await scenario.SettleAsync();
        Assert.Equal(ConversationStatus.Done, (await AnswerAsync(scenario, "On its way.", 1, "first")).Status);
        Assert.Equal(ConversationStatus.Refused, (await AnswerAsync(scenario, "Already there.", 1, "second")).Status);
        socket.Say(Events.Created("resp_1", await socket.NextAsync("response.create")));
        socket.Say(Events.Done("resp_1"));
        await scenario.SettleAsync();
        Assert.Equal(ConversationStatus.Refused, (await AnswerAsync(scenario, "Already there.", 1, "second")).Status);
        Assert.Equal(ConversationStatus.Done, (await AnswerAsync(scenario, "It comes on Friday.", 1, "first")).Status);
        socket.Say(Events.Created("resp_2", await socket.NextAsync("response.create")));
        socket.Say(Events.Done("resp_2"));

        socket.Say(Events.CallerTranscript("item_2", "Thank you."));
        await scenario.SettleAsync();
        Assert.Equal(ConversationStatus.Done, (await AnswerAsync(scenario, "You are welcome.", 2, "second")).Status);
    }

    [Fact]
    public async Task A_turn_that_a_supervisor_answers_is_not_the_programs()
    {
        await using var scenario = new SidebandScenario(agent: Agent);
        var socket = await scenario.StartAsync();
        socket.Say(Events.CallerTranscript("item_1", "Where is my order?"));
        await scenario.SettleAsync();
        await CommandAsync(scenario, new ConversationCommand.Say("I look it up myself."), "supervisor");

        Assert.Equal(ConversationStatus.Refused, (await AnswerAsync(scenario, "On its way.", 1)).Status);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_turn_that_the_model_answers_takes_no_other_answer(bool byCommand)
    {
        await using var scenario = new SidebandScenario(agent: Agent);
        var socket = await scenario.StartAsync();
        socket.Say(Events.CallerTranscript("item_1", "Where is my order?"));
        await scenario.SettleAsync();
        if (byCommand)
        {
            await CommandAsync(scenario, new ConversationCommand.TakeTurn(null), "program");
        }
        else
        {
            socket.Say(Events.Created("resp_1"));
            await scenario.SettleAsync();
        }

        Assert.Equal(ConversationStatus.Refused, (await AnswerAsync(scenario, "On its way.", 1)).Status);
    }

    [Fact]
    public async Task A_turn_that_a_program_answers_by_instructions_is_its_own()
    {
        await using var scenario = new SidebandScenario(agent: Agent);
        var socket = await scenario.StartAsync();
        socket.Say(Events.CallerTranscript("item_1", "Where is my order?"));
        await scenario.SettleAsync();
        Assert.Equal(ConversationStatus.Done, (await CommandAsync(scenario, new ConversationCommand.TakeTurn("It is on its way.", 1), "program")).Status);
        var create = await socket.NextAsync("response.create");
        Assert.Equal("It is on its way.", create.GetProperty("response").GetProperty("instructions").GetString());
        socket.Say(Events.Created("resp_1", create));
        await scenario.SettleAsync();

        Assert.Equal(ConversationStatus.Refused, (await AnswerAsync(scenario, "Already there.", 1, "second")).Status);
        Assert.Equal(ConversationStatus.Refused, (await CommandAsync(scenario, new ConversationCommand.TakeTurn("Already there.", 1), "second")).Status);
        Assert.Equal(ConversationStatus.Done, (await AnswerAsync(scenario, "It comes on Friday.", 1)).Status);
        Assert.Equal(new ControlResponded("program", "It is on its way."), Assert.Single(scenario.Recorded<ControlResponded>()));
        await scenario.AdvanceAsync(3_000);
        Assert.Empty(scenario.Recorded<HandlerTimedOut>());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("It is on its way.")]
    public async Task A_turn_that_is_over_is_not_answered_once_more_by_the_model(string? instructions)
    {
        await using var scenario = new SidebandScenario(agent: Agent);
        var socket = await scenario.StartAsync();
        socket.Say(Events.CallerTranscript("item_1", "Where is my order?"));
        await scenario.AdvanceUntilAsync(() => scenario.Recorded<HandlerTimedOut>().Count == 1);
        socket.Say(Events.Created("resp_1", await socket.NextAsync("response.create")));
        socket.Say(Events.Done("resp_1"));
        await scenario.SettleAsync();

        Assert.Equal(ConversationStatus.Refused, (await CommandAsync(scenario, new ConversationCommand.TakeTurn(instructions, 1), "program")).Status);
        Assert.Empty(scenario.Recorded<ControlResponded>());
        socket.NothingMore();
    }

    [Fact]
    public async Task The_next_process_goes_on_with_the_turn_that_is_open()
    {
        await using var scenario = new SidebandScenario(agent: Agent);
        var socket = await scenario.StartAsync();
        socket.Say(Events.CallerTranscript("item_1", "Where is my order?"));
        await scenario.SettleAsync();
        socket = await scenario.HandOverAsync(AsStored);
        Assert.Equal(ConversationStatus.Done, (await AnswerAsync(scenario, "On its way.", 1)).Status);
        socket.Say(Events.Created("resp_1", await socket.NextAsync("response.create")));
        socket.Say(Events.Done("resp_1"));
        socket.Say(Events.CallerTranscript("item_2", "Thank you."));
        await Eventually.TrueAsync(() => scenario.Live<HandlerTurnOpened>().Count == 2, () => "The turn was not offered.");

        Assert.Equal([1, 2], scenario.Live<HandlerTurnOpened>().Select(turn => turn.Turn));
        Assert.Empty(scenario.Recorded<HandlerTimedOut>());
        Assert.Equal(ConversationStatus.Refused, (await AnswerAsync(scenario, "On its way.", 1)).Status);
    }

    [Fact]
    public async Task The_next_process_waits_for_no_turn_when_none_was_open()
    {
        await using var scenario = new SidebandScenario(agent: Agent);
        var socket = await scenario.StartAsync();
        socket.Say(Events.CallerTranscript("item_1", "Where is my order?"));
        await scenario.SettleAsync();
        await AnswerAsync(scenario, "On its way.", 1);
        socket.Say(Events.Created("resp_1", await socket.NextAsync("response.create")));
        socket.Say(Events.Done("resp_1"));
        await scenario.SettleAsync();
        socket = await scenario.HandOverAsync(AsStored);
        await scenario.AdvanceAsync(5_000);

        Assert.Empty(scenario.Recorded<HandlerTimedOut>());
        socket.NothingMore();
    }

    private static Task<ConversationAnswer> AnswerAsync(SidebandScenario scenario, string text, int turn, string actor = "program") =>
        CommandAsync(scenario, new ConversationCommand.Say(text, Turn: turn), actor);

    private static Task<ConversationAnswer> CommandAsync(SidebandScenario scenario, ConversationCommand command, string actor) =>
        scenario.Controls.CommandAsync(scenario.Call.Id, command, actor, TestContext.Current.CancellationToken);

    private static CallSnapshot AsStored(CallSnapshot left) =>
        JsonSerializer.Deserialize(JsonSerializer.Serialize(left, CallSnapshotJson.Default.CallSnapshot), CallSnapshotJson.Default.CallSnapshot)! with { Digits = left.Digits };

    private static (int, string, string, int) Offered(HandlerTurnOpened turn) => (turn.Turn, turn.ItemId, turn.Text, turn.TimeoutMs);
}
