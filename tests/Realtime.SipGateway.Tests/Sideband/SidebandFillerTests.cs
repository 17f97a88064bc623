using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Tests.Sideband.Tools;
using Xunit;

namespace Realtime.SipGateway.Tests.Sideband;

public sealed class SidebandFillerTests
{
    private const string Agent = """ "greeting": "Hello there.", "tool_filler": { "after_ms": 2000, "again_after_ms": 5000, "say": ["One moment, please.", "Still looking."] } """;

    [Fact]
    public async Task A_slow_tool_is_bridged_by_sentences_beside_the_conversation()
    {
        await using var scenario = new SidebandScenario(agent: Agent);
        var release = new TaskCompletionSource();
        scenario.Tools.Answer = async (_, _) =>
        {
            await release.Task;
            return FakeService.Say("1");
        };
        var socket = await scenario.StartAndGreetAsync();
        await CallAsync(scenario, socket);
        await scenario.AdvanceAsync(1_900);
        socket.NothingMore();
        await scenario.AdvanceAsync(150);

        var first = await socket.NextAsync("response.create");
        var response = first.GetProperty("response");
        Assert.Equal(("none", "none"), (response.GetProperty("conversation").GetString(), response.GetProperty("tool_choice").GetString()));
        Assert.Contains("\"One moment, please.\"", response.GetProperty("instructions").GetString(), StringComparison.Ordinal);
        Assert.Equal(0, response.GetProperty("input").GetArrayLength());
        socket.Say(Events.Created("resp_f", first));
        socket.Say(Events.Done("resp_f"));
        await scenario.AdvanceAsync(5_010);
        var second = await socket.NextAsync("response.create");
        Assert.Contains("Still looking.", second.GetProperty("response").GetProperty("instructions").GetString(), StringComparison.Ordinal);
        socket.Say(Events.Created("resp_g", second));
        release.SetResult();
        await socket.NextAsync("conversation.item.create");
        await scenario.SettleAsync();
        socket.NothingMore();

        socket.Say(Events.Done("resp_g"));

        var answer = await socket.NextAsync("response.create");
        Assert.False(answer.GetProperty("response").TryGetProperty("conversation", out _));
        await scenario.AdvanceAsync(20_000);
        await scenario.SettleAsync();
    }

    [Fact]
    public async Task Nothing_is_said_over_an_agent_or_a_caller_who_speaks()
    {
        await using var scenario = new SidebandScenario(agent: Agent);
        var release = new TaskCompletionSource();
        scenario.Tools.Answer = async (_, _) =>
        {
            await release.Task;
            return FakeService.Say("1");
        };
        var socket = await scenario.StartAndGreetAsync();
        socket.Say(Events.Words("resp_1", "item_1", "I look it up."));
        socket.Say(Events.Audio("started", "resp_1"));
        await CallAsync(scenario, socket);
        await scenario.AdvanceAsync(2_500);
        socket.NothingMore();
        socket.Say("""{"type":"input_audio_buffer.speech_started","item_id":"item_u"}""");
        socket.Say(Events.Audio("stopped", "resp_1"));
        await scenario.AdvanceAsync(2_500);
        socket.NothingMore();
        socket.Say("""{"type":"input_audio_buffer.speech_stopped","item_id":"item_u"}""");

        await scenario.AdvanceAsync(500);

        await socket.NextAsync("response.create");
        release.SetResult();
        await socket.NextAsync("conversation.item.create");
    }

    [Fact]
    public async Task A_caller_who_speaks_over_the_filler_stops_it()
    {
        await using var scenario = new SidebandScenario(agent: Agent);
        var release = new TaskCompletionSource();
        scenario.Tools.Answer = async (_, _) =>
        {
            await release.Task;
            return FakeService.Say("1");
        };
        var socket = await scenario.StartAndGreetAsync();
        await CallAsync(scenario, socket);
        await scenario.AdvanceAsync(2_010);
        socket.Say(Events.Created("resp_f", await socket.NextAsync("response.create")));
        socket.Say(Events.Audio("started", "resp_f"));

        socket.Say("""{"type":"input_audio_buffer.speech_started","item_id":"item_u"}""");

        Assert.Equal("resp_f", (await socket.NextAsync("response.cancel")).GetProperty("response_id").GetString());
        await socket.NextAsync("output_audio_buffer.clear");
        release.SetResult();
        await socket.NextAsync("conversation.item.create");
    }

    [Fact]
    public async Task A_filler_that_says_what_is_forbidden_is_stopped_and_the_agent_goes_on_when_the_tool_has_ended()
    {
        await using var scenario = new SidebandScenario(agent: Agent);
        var release = new TaskCompletionSource();
        scenario.Tools.Answer = async (_, _) =>
        {
            await release.Task;
            return FakeService.Say("1");
        };
        var socket = await scenario.StartAndGreetAsync();
        await CallAsync(scenario, socket);
        await scenario.AdvanceAsync(2_010);
        socket.Say(Events.Created("resp_f", await socket.NextAsync("response.create")));
        socket.Say(Events.Audio("started", "resp_f"));

        socket.Say(Events.Words("resp_f", "item_f", "You get a full refund."));

        await socket.NextAsync("response.cancel");
        await socket.NextAsync("output_audio_buffer.clear");
        socket.Say(Events.Done("resp_f", "cancelled"));
        socket.Say(Events.Audio("cleared", "resp_f"));
        await scenario.RecordedAsync<SpeechStopped>();
        await scenario.SettleAsync();
        socket.NothingMore();
        release.SetResult();
        await socket.NextAsync("conversation.item.create");
        await socket.NextAsync("response.create");
    }

    [Fact]
    public async Task What_a_broken_connection_took_of_a_filler_is_not_asked_for()
    {
        await using var scenario = new SidebandScenario(agent: Agent);
        var release = new TaskCompletionSource();
        scenario.Tools.Answer = async (_, _) =>
        {
            await release.Task;
            return FakeService.Say("1");
        };
        var socket = await scenario.StartAndGreetAsync();
        await CallAsync(scenario, socket);
        await scenario.AdvanceAsync(2_010);
        socket.Say(Events.Created("resp_f", await socket.NextAsync("response.create")));
        socket.Say(Events.ItemAdded("resp_f", "item_f"));
        socket.Say(Events.Words("resp_f", "item_f", "One moment"));
        await scenario.SettleAsync();
        socket.End();
        await scenario.AdvanceUntilAsync(() => scenario.Connector.Sockets.Count == 2);

        release.SetResult();

        // The service keeps nothing of what stands outside of the conversation.
        await scenario.Socket.NextAsync("conversation.item.create");
        await scenario.Socket.NextAsync("response.create");
    }

    [Fact]
    public async Task A_fast_tool_says_nothing_and_a_refused_filler_is_not_repeated()
    {
        await using var scenario = new SidebandScenario(agent: Agent);
        var socket = await scenario.StartAndGreetAsync();
        await CallAsync(scenario, socket);
        await socket.NextAsync("conversation.item.create");
        var create = await socket.NextAsync("response.create");
        socket.Say(Events.Created("resp_2", create));
        socket.Say(Events.Done("resp_2"));
        var release = new TaskCompletionSource();
        scenario.Tools.Answer = async (_, _) =>
        {
            await release.Task;
            return FakeService.Say("1");
        };
        await CallAsync(scenario, socket, "resp_3", "call_3");
        await scenario.AdvanceAsync(2_010);
        var filler = await socket.NextAsync("response.create");

        socket.Say(Events.Error("conversation_already_has_active_response", filler));
        await scenario.AdvanceAsync(1_000);

        socket.NothingMore();
        release.SetResult();
        await socket.NextAsync("conversation.item.create");
    }

    [Fact]
    public async Task A_request_for_information_ends_with_the_call_and_an_order_is_finished()
    {
        await using var scenario = new SidebandScenario(tools: """
            "peek": { "type": "http", "description": "x", "method": "GET", "url": "https://api.example.com/peek", "parameters": { "type": "object" } }
            """);
        var release = new TaskCompletionSource();
        scenario.Tools.Answer = async (_, token) =>
        {
            await release.Task.WaitAsync(token);
            return FakeService.Say("done");
        };
        var socket = await scenario.StartAndGreetAsync();
        socket.Say(Events.FunctionCall("resp_1", "call_1", "lookup", "{}"));
        socket.Say(Events.FunctionCall("resp_1", "call_2", "peek", "{}"));
        await Eventually.TrueAsync(() => scenario.Tools.Requests.Count == 2);
        scenario.Call.End(CallOutcome.CallerHungUp);

        await scenario.AdvanceUntilAsync(() => scenario.Call.Drained.IsCompleted);
        release.SetResult();
        await scenario.RecordedAsync<ToolCompleted>(2);

        var byTool = scenario.Recorded<ToolCompleted>().ToDictionary(one => one.Tool);
        Assert.True(byTool["lookup"].Succeeded);
        Assert.Contains("Given up", byTool["peek"].Output, StringComparison.Ordinal);
    }

    private static async Task CallAsync(SidebandScenario scenario, FakeSocket socket, string response = "resp_1", string call = "call_1")
    {
        var before = scenario.Recorded<ToolCalled>().Count;
        socket.Say(Events.Created(response));
        socket.Say(Events.FunctionCall(response, call, "lookup", "{}"));
        socket.Say(Events.Done(response));
        await scenario.RecordedAsync<ToolCalled>(before + 1);
        await scenario.SettleAsync();
    }
}
