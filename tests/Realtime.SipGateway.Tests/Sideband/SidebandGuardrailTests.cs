using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;
using Xunit;

namespace Realtime.SipGateway.Tests.Sideband;

public sealed class SidebandGuardrailTests
{
    [Fact]
    public async Task Forbidden_words_are_stopped_and_leave_the_conversation()
    {
        await using var scenario = new SidebandScenario();
        var socket = await scenario.StartAndGreetAsync();
        await SpeakAsync(scenario, socket);

        var cancel = await socket.NextAsync("response.cancel");
        Assert.Equal("resp_1", cancel.GetProperty("response_id").GetString());
        await socket.NextAsync("output_audio_buffer.clear");
        await scenario.AdvanceAsync(80);
        socket.NothingMore();

        socket.Say(Events.Words("resp_1", "item_1", " today"));
        socket.Say(Events.Audio("cleared", "resp_1"));
        socket.Say(Events.Done("resp_1", "cancelled", "client_cancelled"));

        Assert.Equal("item_1", (await socket.NextAsync("conversation.item.delete")).GetProperty("item_id").GetString());
        var item = (await socket.NextAsync("conversation.item.create")).GetProperty("item");
        Assert.Equal("system", item.GetProperty("role").GetString());
        Assert.Equal("Say that a colleague decides.", item.GetProperty("content")[0].GetProperty("text").GetString());
        await socket.NextAsync("response.create");
        socket.NothingMore();
        AssertStopWasWritten(scenario);
    }

    [Fact]
    public async Task Words_after_the_cut_reach_nobody()
    {
        await using var scenario = new SidebandScenario();
        var socket = await scenario.StartAndGreetAsync();
        await SpeakAsync(scenario, socket);
        socket.Say(Events.Words("resp_1", "item_1", " and a full refund"));
        socket.Say(Events.Transcript("resp_1", "item_1", "I promise a full refund and a full refund"));
        socket.Say(Events.Words("resp_1", "item_2", "A full refund"));
        socket.Say(Events.Done("resp_1", "cancelled"));
        await scenario.SettleAsync();

        Assert.Equal("I promise a full re", scenario.Partials());
        Assert.Single(scenario.Recorded<GuardrailTripped>());
        Assert.Single(scenario.Recorded<AgentSaid>());
    }

    [Fact]
    public async Task A_response_that_had_ended_before_the_cancel_is_mended_all_the_same()
    {
        await using var scenario = new SidebandScenario();
        var socket = await scenario.StartAndGreetAsync();
        await SpeakAsync(scenario, socket);
        var cancel = await socket.NextAsync("response.cancel");
        await socket.NextAsync("output_audio_buffer.clear");

        socket.Say(Events.Error("response_cancel_not_active", cancel));

        await socket.NextAsync("conversation.item.delete");
        Assert.Empty(scenario.Recorded<SidebandError>());
    }

    [Fact]
    public async Task A_service_that_does_not_confirm_is_waited_for_within_a_bound()
    {
        await using var scenario = new SidebandScenario(options => options.StopTimeoutMs = 2_000);
        var socket = await scenario.StartAndGreetAsync();
        await SpeakAsync(scenario, socket);
        await socket.NextAsync("response.cancel");
        await socket.NextAsync("output_audio_buffer.clear");
        await scenario.AdvanceAsync(1_990);
        socket.NothingMore();

        await scenario.AdvanceAsync(20);

        await socket.NextAsync("conversation.item.delete");
        await socket.NextAsync("conversation.item.create");
        Assert.Single(scenario.Recorded<SpeechStopped>());
    }

    [Fact]
    public async Task Words_that_were_never_heard_are_stopped_without_waiting_for_audio()
    {
        await using var scenario = new SidebandScenario();
        var socket = await scenario.StartAndGreetAsync();
        await SpeakAsync(scenario, socket, audio: false);
        socket.Say(Events.Done("resp_1", "cancelled"));

        var stopped = await scenario.RecordedAsync<SpeechStopped>();
        Assert.Equal(0, stopped.HeardAtMostMs);
    }

    [Fact]
    public async Task No_response_is_asked_for_while_speech_is_being_stopped()
    {
        await using var scenario = new SidebandScenario();
        var socket = await scenario.StartAndGreetAsync();
        socket.Say(Events.Created("resp_1"));
        socket.Say(Events.FunctionCall("resp_1", "call_1", "lookup", "{}"));
        await socket.NextAsync("conversation.item.create");
        socket.Say(Events.Words("resp_1", "item_1", "A full refund"));
        await socket.NextAsync("response.cancel");
        await socket.NextAsync("output_audio_buffer.clear");
        socket.Say(Events.Done("resp_1", "cancelled"));

        await socket.NextAsync("conversation.item.delete");
        await socket.NextAsync("conversation.item.create");
        await socket.NextAsync("response.create");
        await scenario.SettleAsync();
        socket.NothingMore();
    }

    [Fact]
    public async Task A_tool_that_a_stopped_response_calls_is_not_run()
    {
        await using var scenario = new SidebandScenario();
        var socket = await scenario.StartAndGreetAsync();
        await SpeakAsync(scenario, socket);
        socket.Say(Events.FunctionCall("resp_1", "call_1", "lookup", "{}"));
        await scenario.RecordedAsync<ToolCompleted>();

        Assert.Empty(scenario.Tools.Requests);
        Assert.False(scenario.Recorded<ToolCompleted>()[0].Succeeded);
    }

    [Fact]
    public async Task A_guardrail_that_has_had_enough_ends_the_call()
    {
        await using var scenario = new SidebandScenario();
        var socket = await scenario.StartAndGreetAsync();
        for (var trip = 1; trip <= 2; trip++)
        {
            socket.Say(Events.Created($"resp_{trip}"));
            socket.Say(Events.Words($"resp_{trip}", $"item_{trip}", "The secret recipe is"));
            await scenario.RecordedAsync<GuardrailTripped>(trip);
            Assert.Null(scenario.Outcome);
            socket.Say(Events.Done($"resp_{trip}", "cancelled"));
            await scenario.RecordedAsync<SpeechStopped>(trip);
        }

        await Eventually.TrueAsync(() => scenario.Outcome is not null);
        Assert.Equal(new CallOutcome(CallEndedBy.Policy, CallCause.GuardrailEnded, Reason: "never"), scenario.Outcome);
    }

    [Fact]
    public async Task Words_whose_pieces_were_lost_are_found_in_the_whole_transcript()
    {
        await using var scenario = new SidebandScenario();
        var socket = await scenario.StartAndGreetAsync();
        socket.Say(Events.Created("resp_1"));
        socket.Say(Events.Transcript("resp_1", "item_1", "You get a full refund."));

        await socket.NextAsync("response.cancel");
        Assert.Equal("You get a full refund.", await CutAsync(scenario, socket));
    }

    [Fact]
    public async Task Text_of_an_agent_is_guarded_too()
    {
        await using var scenario = new SidebandScenario();
        var socket = await scenario.StartAndGreetAsync();
        socket.Say("""{"type":"response.output_text.delta","response_id":"resp_1","item_id":"item_1","delta":"FULL-REFUND"}""");

        await socket.NextAsync("response.cancel");
    }

    [Fact]
    public async Task A_stop_that_a_lost_connection_swallowed_is_said_again()
    {
        await using var scenario = new SidebandScenario();
        var socket = await scenario.StartAndGreetAsync();
        await SpeakAsync(scenario, socket);
        await socket.NextAsync("response.cancel");
        socket.End();
        await scenario.AdvanceUntilAsync(() => scenario.Connector.Sockets.Count == 2);

        var cancel = await scenario.Socket.NextAsync("response.cancel");
        await scenario.Socket.NextAsync("output_audio_buffer.clear");
        scenario.Socket.Say(Events.Error("response_cancel_not_active", cancel));
        await scenario.Socket.NextAsync("conversation.item.delete");
        await scenario.Socket.NextAsync("conversation.item.create");
        await scenario.Socket.NextAsync("response.create");
    }

    /// <summary>The agent says a sentence word by word, the second half of "refund" being forbidden.</summary>
    private static async Task SpeakAsync(SidebandScenario scenario, FakeSocket socket, bool audio = true)
    {
        socket.Say(Events.Created("resp_1"));
        socket.Say(Events.Words("resp_1", "item_1", "I promise"));
        if (audio)
        {
            socket.Say(Events.Audio("started", "resp_1"));
            await scenario.AdvanceAsync(300);
        }

        socket.Say(Events.Words("resp_1", "item_1", " a full re"));
        await scenario.SettleAsync();
        Assert.Empty(scenario.Recorded<GuardrailTripped>());
        socket.Say(Events.Words("resp_1", "item_1", "fund"));
        await scenario.RecordedAsync<GuardrailTripped>();
    }

    private static void AssertStopWasWritten(SidebandScenario scenario)
    {
        var trip = Assert.Single(scenario.Recorded<GuardrailTripped>());
        Assert.Equal(("no-promises", "stop", "resp_1", "item_1", "full refund"), (trip.Guardrail, trip.Action, trip.ResponseId, trip.ItemId, trip.Matched));
        var stopped = Assert.Single(scenario.Recorded<SpeechStopped>());
        Assert.Equal(("no-promises", "item_1", "fund today"), (stopped.Guardrail, stopped.ItemId, stopped.Cut));
        Assert.Equal(80, stopped.StopMs, 1);
        Assert.Equal(380, stopped.HeardAtMostMs, 1);
        var said = Assert.Single(scenario.Recorded<AgentSaid>());
        Assert.Equal(("I promise a full re", true), (said.Text, said.Interrupted));
        Assert.Equal("I promise a full re", scenario.Partials());
    }

    private static async Task<string> CutAsync(SidebandScenario scenario, FakeSocket socket)
    {
        await socket.NextAsync("output_audio_buffer.clear");
        socket.Say(Events.Done("resp_1", "cancelled"));
        return (await scenario.RecordedAsync<SpeechStopped>()).Cut;
    }
}
