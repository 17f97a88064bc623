using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;
using Xunit;

namespace Realtime.SipGateway.Tests.Sideband.Talk;

public sealed class SidebandLimitTests
{
    private int _settled;

    [Fact]
    public async Task The_answer_that_is_one_too_many_is_stopped_and_the_caller_left_with_a_sentence()
    {
        await using var scenario = new SidebandScenario(
            agent: """ "greeting": "Hello there.", "limits": { "max_turns": 2, "finish": { "say": "We must end here." } } """);
        var socket = await scenario.StartAndGreetAsync();
        await TurnAsync(scenario, socket, "resp_1");
        await TurnAsync(scenario, socket, "resp_2");
        socket.NothingMore();

        Speaks(socket);
        socket.Say(Events.Created("resp_3"));

        Assert.Equal("resp_3", (await socket.NextAsync("response.cancel")).GetProperty("response_id").GetString());
        socket.Say(Events.Done("resp_3", "cancelled", "client_cancelled"));
        var goodbye = await socket.NextAsync("response.create");
        Assert.Contains("We must end here.", goodbye.GetProperty("response").GetProperty("instructions").GetString(), StringComparison.Ordinal);
        socket.Say(Events.Created("resp_4", goodbye));
        socket.Say(Events.Done("resp_4"));
        await scenario.AdvanceUntilAsync(() => scenario.Outcome is not null);
        Assert.Equal(new CallOutcome(CallEndedBy.Policy, CallCause.ConversationLimit, Reason: "2 turns"), scenario.Outcome);
        Assert.Equal(new TalkLimitReached("max_turns", 2, "finish"), Assert.Single(scenario.Recorded<TalkLimitReached>()));
    }

    [Fact]
    public async Task Noise_and_sentences_that_the_agent_says_unasked_are_no_turns()
    {
        await using var scenario = new SidebandScenario(agent: """ "greeting": "Hello there.", "limits": { "max_turns": 1 } """);
        var socket = await scenario.StartAndGreetAsync();
        Speaks(socket);
        Speaks(socket);
        await TurnAsync(scenario, socket, "resp_1");
        socket.Say(Events.Created("resp_2"));
        socket.Say(Events.Done("resp_2"));
        await SettleAsync(scenario);

        socket.NothingMore();
        Assert.Null(scenario.Outcome);
    }

    [Fact]
    public async Task The_model_is_told_once_where_the_policy_only_warns()
    {
        await using var scenario = new SidebandScenario(agent: """ "greeting": "Hello there.", "limits": { "max_turns": 1, "action": "warn" } """);
        var socket = await scenario.StartAndGreetAsync();
        await TurnAsync(scenario, socket, "resp_1");

        await TurnAsync(scenario, socket, "resp_2");

        var told = (await socket.NextAsync("conversation.item.create")).GetProperty("item");
        Assert.Equal("system", told.GetProperty("role").GetString());
        socket.Say(Events.Kept(told.GetProperty("id").GetString()!));
        await TurnAsync(scenario, socket, "resp_3");
        socket.NothingMore();
        Assert.Equal("warn", Assert.Single(scenario.Recorded<TalkLimitReached>()).Action);
        Assert.Null(scenario.Outcome);
    }

    [Fact]
    public async Task A_caller_who_speaks_without_end_is_left()
    {
        await using var scenario = new SidebandScenario(
            agent: """ "greeting": "Hello there.", "limits": { "max_talk_seconds": 60, "finish": { "transfer_to": "sales" } } """);
        scenario.Case.Control.TransferResult = new TransferResult(TransferStatus.Failed, TransferMode.Refer, 486, "Busy Here", TimeSpan.FromSeconds(3));
        var socket = await scenario.StartAndGreetAsync();
        socket.Say("""{"type":"input_audio_buffer.speech_started","item_id":"item_u"}""");
        await AdvanceAsync(scenario, 59_900);
        socket.Say("""{"type":"input_audio_buffer.speech_stopped","item_id":"item_u"}""");
        socket.Say("""{"type":"input_audio_buffer.speech_started","item_id":"item_v"}""");
        await AdvanceAsync(scenario, 59_900);
        Assert.Empty(scenario.Recorded<TalkLimitReached>());

        await AdvanceAsync(scenario, 150);

        Assert.Equal(new TalkLimitReached("max_talk_seconds", 60, "finish"), await scenario.RecordedAsync<TalkLimitReached>());
        await Eventually.TrueAsync(() => scenario.Outcome is not null);
        Assert.Equal(CallCause.ConversationLimit, scenario.Outcome!.Cause);
        Assert.Equal("sales", Assert.Single(scenario.Case.Control.Transfers).Target);
    }

    [Fact]
    public async Task Keys_that_the_model_is_told_are_a_turn()
    {
        await using var scenario = new SidebandScenario(agent: """ "greeting": "Hello there.", "dtmf": "text", "limits": { "max_turns": 1, "action": "warn" } """);
        var socket = await scenario.StartAndGreetAsync();
        await TurnAsync(scenario, socket, "resp_1");
        socket.Say("""{"type":"input_audio_buffer.dtmf_event_received","event":"5"}""");
        socket.Say("""{"type":"input_audio_buffer.dtmf_event_received","event":"#"}""");
        await socket.NextAsync("conversation.item.create");

        socket.Say(Events.Created("resp_2", await socket.NextAsync("response.create")));

        await scenario.RecordedAsync<TalkLimitReached>();
    }

    [Fact]
    public async Task A_caller_who_is_told_of_a_transfer_is_not_cut_off()
    {
        await using var scenario = new SidebandScenario(agent: """ "greeting": "Hello there.", "limits": { "max_turns": 1 } """);
        scenario.Case.Control.Ringing = new();
        var socket = await scenario.StartAndGreetAsync();
        Speaks(socket);
        socket.Say(Events.Created("resp_1"));
        socket.Say(Events.Audio("started", "resp_1"));
        socket.Say(Events.FunctionCall("resp_1", "call_1", "transfer_call", """{"to":"sales"}"""));
        socket.Say(Events.Done("resp_1"));
        Speaks(socket);
        socket.Say(Events.Created("resp_2"));
        socket.Say(Events.Done("resp_2"));
        await SettleAsync(scenario);
        socket.NothingMore();
        Assert.Null(scenario.Outcome);

        socket.Say(Events.Audio("stopped", "resp_1"));
        await scenario.AdvanceUntilAsync(() => scenario.Case.Control.Transfers.Count == 1);
        Assert.Empty(scenario.Recorded<TalkLimitReached>());
        scenario.Case.Control.Ringing!.SetResult(new TransferResult(TransferStatus.Failed, TransferMode.Bridge, 408, "Request Timeout", TimeSpan.FromSeconds(30)));
    }

    private static void Speaks(FakeSocket socket)
    {
        socket.Say("""{"type":"input_audio_buffer.speech_started","item_id":"item_u"}""");
        socket.Say("""{"type":"input_audio_buffer.speech_stopped","item_id":"item_u"}""");
    }

    /// <summary>The caller speaks, and the service answers by itself.</summary>
    private static async Task TurnAsync(SidebandScenario scenario, FakeSocket socket, string response)
    {
        var finished = scenario.Recorded<ResponseFinished>().Count;
        Speaks(socket);
        socket.Say(Events.Created(response));
        socket.Say(Events.Done(response));
        await scenario.RecordedAsync<ResponseFinished>(finished + 1);
    }

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
