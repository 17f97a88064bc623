using System.Text.Json;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Tests.Sideband.Tools;
using Xunit;

namespace Realtime.SipGateway.Tests.Sideband.Talk;

public sealed class SidebandSilenceTests
{
    private const string Agent =
        """
        "greeting": "Hello there.",
        "silence": { "after_seconds": 5, "prompts": 2, "say": ["Are you there?"], "finish": { "say": "Goodbye then." } }
        """;

    private int _settled;

    [Fact]
    public async Task A_caller_who_never_answers_is_asked_twice_and_left_with_a_sentence()
    {
        await using var scenario = new SidebandScenario(agent: Agent);
        var socket = await scenario.StartAndGreetAsync();
        await AdvanceAsync(scenario, 4_900);
        socket.NothingMore();
        await AdvanceAsync(scenario, 150);

        await SpokenAsync(scenario, socket, "resp_1", "\"Are you there?\"");
        await AdvanceAsync(scenario, 4_900);
        socket.NothingMore();
        await AdvanceAsync(scenario, 150);
        await SpokenAsync(scenario, socket, "resp_2", "\"Are you there?\"");
        await AdvanceAsync(scenario, 5_050);
        await SpokenAsync(scenario, socket, "resp_3", "\"Goodbye then.\"");
        await scenario.AdvanceUntilAsync(() => scenario.Outcome is not null);

        Assert.Equal((CallEndedBy.Policy, CallCause.CallerSilent), (scenario.Outcome!.By, scenario.Outcome.Cause));
        Assert.Equal([(1, 2), (2, 2)], scenario.Recorded<SilencePrompted>().Select(one => (one.Prompt, one.Prompts)));
    }

    [Fact]
    public async Task Speech_and_keys_of_the_caller_begin_the_count_anew()
    {
        await using var scenario = new SidebandScenario(agent: Agent);
        var socket = await scenario.StartAndGreetAsync();
        await AdvanceAsync(scenario, 5_050);
        await SpokenAsync(scenario, socket, "resp_1", "Are you there?");
        await AdvanceAsync(scenario, 4_000);
        socket.Say("""{"type":"input_audio_buffer.speech_started","item_id":"item_u"}""");
        await AdvanceAsync(scenario, 60_000);
        socket.NothingMore();
        socket.Say("""{"type":"input_audio_buffer.speech_stopped","item_id":"item_u"}""");
        await AdvanceAsync(scenario, 4_000);
        socket.Say("""{"type":"input_audio_buffer.dtmf_event_received","event":"5"}""");
        await AdvanceAsync(scenario, 4_900);
        socket.NothingMore();

        await AdvanceAsync(scenario, 150);

        await SpokenAsync(scenario, socket, "resp_2", "Are you there?");
        Assert.Equal([1, 1], scenario.Recorded<SilencePrompted>().Select(one => one.Prompt));
    }

    [Fact]
    public async Task The_wait_begins_when_the_caller_has_heard_the_agent()
    {
        await using var scenario = new SidebandScenario(agent: Agent);
        var socket = await scenario.StartAndGreetAsync();
        socket.Say(Events.Created("resp_1"));
        socket.Say(Events.Words("resp_1", "item_1", "A long story."));
        socket.Say(Events.Audio("started", "resp_1"));
        socket.Say(Events.Done("resp_1"));
        await AdvanceAsync(scenario, 20_000);
        socket.NothingMore();
        socket.Say(Events.Audio("stopped", "resp_1"));
        await AdvanceAsync(scenario, 4_900);
        socket.NothingMore();

        await AdvanceAsync(scenario, 150);

        await socket.NextAsync("response.create");
    }

    [Fact]
    public async Task Nobody_is_asked_while_a_tool_runs_or_digits_are_awaited()
    {
        await using var scenario = new SidebandScenario(
            agent: Agent, tools: """ "ask": { "type": "collect_digits", "min_digits": 3, "max_digits": 6, "first_digit_timeout_ms": 30000 } """);
        var release = new TaskCompletionSource();
        scenario.Tools.Answer = async (_, _) =>
        {
            await release.Task;
            return FakeService.Say("1");
        };
        var socket = await scenario.StartAndGreetAsync();
        socket.Say(Events.Created("resp_1"));
        socket.Say(Events.FunctionCall("resp_1", "call_1", "lookup", "{}"));
        socket.Say(Events.Done("resp_1"));
        await AdvanceAsync(scenario, 7_000);
        socket.NothingMore();
        release.SetResult();
        await socket.NextAsync("conversation.item.create");
        var answer = await socket.NextAsync("response.create");
        socket.Say(Events.Created("resp_2", answer));
        socket.Say(Events.FunctionCall("resp_2", "call_2", "ask", "{}"));
        socket.Say(Events.Done("resp_2"));
        await AdvanceAsync(scenario, 20_000);

        socket.NothingMore();
        Assert.Empty(scenario.Recorded<SilencePrompted>());
    }

    [Fact]
    public async Task The_agent_asks_in_its_own_words_and_the_caller_is_transferred()
    {
        await using var scenario = new SidebandScenario(
            agent: """ "greeting": null, "silence": { "after_seconds": 3, "prompts": 1, "finish": { "transfer_to": "sales" } } """);
        scenario.Case.Control.TransferResult = new TransferResult(TransferStatus.Failed, TransferMode.Refer, 486, "Busy Here", TimeSpan.FromSeconds(3));
        var socket = await scenario.StartAsync();
        await AdvanceAsync(scenario, 3_050);
        await SpokenAsync(scenario, socket, "resp_1", "whether they are still there");

        await AdvanceAsync(scenario, 3_050);

        await Eventually.TrueAsync(() => scenario.Outcome is not null);
        Assert.Equal("sales", Assert.Single(scenario.Case.Control.Transfers).Target);
        Assert.Equal(CallCause.CallerSilent, scenario.Outcome!.Cause);
    }

    [Fact]
    public async Task A_new_connection_begins_the_wait_anew()
    {
        await using var scenario = new SidebandScenario(agent: Agent);
        var socket = await scenario.StartAndGreetAsync();
        socket.Say("""{"type":"input_audio_buffer.speech_started","item_id":"item_u"}""");
        await AdvanceAsync(scenario, 4_000);
        socket.End();
        await scenario.AdvanceUntilAsync(() => scenario.Connector.Sockets.Count == 2);
        await AdvanceAsync(scenario, 1_000);
        scenario.Socket.NothingMore();

        await scenario.AdvanceUntilAsync(() => scenario.Recorded<SilencePrompted>().Count == 1);

        await scenario.Socket.NextAsync("response.create");
    }

    [Fact]
    public async Task An_agent_without_silence_waits()
    {
        await using var scenario = new SidebandScenario();
        var socket = await scenario.StartAndGreetAsync();
        await AdvanceAsync(scenario, 600_000);

        socket.NothingMore();
    }

    private static async Task SpokenAsync(SidebandScenario scenario, FakeSocket socket, string response, string words)
    {
        var create = await socket.NextAsync("response.create");
        Assert.Contains(words, Instructions(create), StringComparison.Ordinal);
        var finished = scenario.Recorded<ResponseFinished>().Count;
        socket.Say(Events.Created(response, create));
        socket.Say(Events.Done(response));
        await scenario.RecordedAsync<ResponseFinished>(finished + 1);
    }

    private static string Instructions(JsonElement create) => create.GetProperty("response").GetProperty("instructions").GetString()!;

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
