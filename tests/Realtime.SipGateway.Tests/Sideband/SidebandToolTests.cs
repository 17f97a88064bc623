using System.Net;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Tests.Sideband.Tools;
using Xunit;

namespace Realtime.SipGateway.Tests.Sideband;

public sealed class SidebandToolTests
{
    [Fact]
    public async Task A_tool_runs_at_once_and_its_output_is_spoken_about_after_the_response()
    {
        await using var scenario = new SidebandScenario();
        var socket = await scenario.StartAndGreetAsync();
        socket.Say(Events.Created("resp_1"));
        socket.Say(Events.FunctionCall("resp_1", "call_1", "lookup", """{"id":"7"}"""));

        var output = await socket.NextAsync("conversation.item.create");
        Assert.Equal("call_1", output.GetProperty("item").GetProperty("call_id").GetString());
        Assert.Equal("""{"state":"shipped"}""", output.GetProperty("item").GetProperty("output").GetString());
        await scenario.SettleAsync();
        socket.NothingMore();

        socket.Say(Events.Done("resp_1"));
        await socket.NextAsync("response.create");

        var called = Assert.Single(scenario.Recorded<ToolCalled>());
        Assert.Equal(("call_1", "lookup", """{"id":"7"}"""), (called.FunctionCallId, called.Tool, called.Arguments));
        var completed = Assert.Single(scenario.Recorded<ToolCompleted>());
        Assert.True(completed is { Succeeded: true, Late: false });
    }

    [Fact]
    public async Task Several_calls_of_one_response_are_answered_by_one_new_response()
    {
        await using var scenario = new SidebandScenario();
        var release = new TaskCompletionSource();
        scenario.Tools.Answer = async (number, _) =>
        {
            if (number == 2)
            {
                await release.Task;
            }

            return FakeService.Say("""{"n":1}""");
        };
        var socket = await scenario.StartAndGreetAsync();
        socket.Say(Events.Created("resp_1"));
        socket.Say(Events.FunctionCall("resp_1", "call_1", "lookup", "{}"));
        await Eventually.TrueAsync(() => scenario.Tools.Requests.Count == 1);
        socket.Say(Events.FunctionCall("resp_1", "call_2", "lookup", "{}"));
        socket.Say(Events.Done("resp_1"));
        await socket.NextAsync("conversation.item.create");
        await scenario.SettleAsync();
        socket.NothingMore();

        release.SetResult();

        await socket.NextAsync("conversation.item.create");
        await socket.NextAsync("response.create");
        await scenario.SettleAsync();
        socket.NothingMore();
    }

    [Fact]
    public async Task An_event_that_comes_twice_runs_the_tool_once()
    {
        await using var scenario = new SidebandScenario();
        var socket = await scenario.StartAndGreetAsync();
        var call = Events.FunctionCall("resp_1", "call_1", "lookup", "{}");
        socket.Say(call);
        socket.Say(call);
        socket.Say("""{"type":"response.function_call_arguments.done","response_id":"resp_1","call_id":"call_1","name":"lookup","arguments":"{}"}""");
        await socket.NextAsync("conversation.item.create");
        socket.Say(call);
        await scenario.SettleAsync();

        socket.NothingMore();
        Assert.Single(scenario.Tools.Requests);
    }

    [Fact]
    public async Task A_function_call_that_was_not_completed_does_not_run()
    {
        await using var scenario = new SidebandScenario();
        var socket = await scenario.StartAndGreetAsync();
        socket.Say(Events.FunctionCall("resp_1", "call_1", "lookup", """{"id":""", status: "incomplete"));
        await scenario.SettleAsync();

        Assert.Empty(scenario.Recorded<ToolCalled>());
        socket.NothingMore();
    }

    [Fact]
    public async Task A_tool_that_the_agent_does_not_have_is_answered_with_an_error()
    {
        await using var scenario = new SidebandScenario();
        var socket = await scenario.StartAndGreetAsync();
        socket.Say(Events.FunctionCall("resp_1", "call_1", "wire_money", "{}"));
        socket.Say(Events.Done("resp_1"));

        var output = await socket.NextAsync("conversation.item.create");
        Assert.Contains("There is no tool wire_money", output.GetProperty("item").GetProperty("output").GetString(), StringComparison.Ordinal);
        await socket.NextAsync("response.create");
        Assert.Equal("(unknown)", scenario.Recorded<ToolCompleted>()[0].Tool);
    }

    [Fact]
    public async Task More_tools_than_may_run_at_a_time_fail_at_once()
    {
        await using var scenario = new SidebandScenario(options => options.MaxRunningTools = 1);
        var release = new TaskCompletionSource();
        scenario.Tools.Answer = async (_, _) =>
        {
            await release.Task;
            return FakeService.Say("1");
        };
        var socket = await scenario.StartAndGreetAsync();
        socket.Say(Events.FunctionCall("resp_1", "call_1", "lookup", "{}"));
        socket.Say(Events.FunctionCall("resp_1", "call_2", "lookup", "{}"));

        var output = await socket.NextAsync("conversation.item.create");
        Assert.Equal("call_2", output.GetProperty("item").GetProperty("call_id").GetString());
        release.SetResult();
        await socket.NextAsync("conversation.item.create");
    }

    [Fact]
    public async Task A_result_after_the_end_is_written_down_as_late()
    {
        await using var scenario = new SidebandScenario();
        var release = new TaskCompletionSource();
        scenario.Tools.Answer = async (_, _) =>
        {
            await release.Task;
            return FakeService.Say("done", HttpStatusCode.OK);
        };
        var socket = await scenario.StartAndGreetAsync();
        socket.Say(Events.FunctionCall("resp_1", "call_1", "lookup", "{}"));
        await Eventually.TrueAsync(() => scenario.Tools.Requests.Count == 1);
        scenario.Call.End(CallOutcome.CallerHungUp);
        await scenario.AdvanceUntilAsync(() => scenario.Call.Drained.IsCompleted);

        release.SetResult();

        var completed = await scenario.RecordedAsync<ToolCompleted>();
        Assert.True(completed is { Late: true, Succeeded: true, Output: "done" });
        Assert.True(scenario.Ledger.Entries.Values.Single().Succeeded);
        socket.NothingMore();
    }

    [Fact]
    public async Task Hanging_up_waits_until_the_goodbye_was_heard()
    {
        await using var scenario = new SidebandScenario();
        var socket = await scenario.StartAndGreetAsync();
        socket.Say(Events.Created("resp_1"));
        socket.Say(Events.Words("resp_1", "item_1", "Goodbye!"));
        socket.Say(Events.Audio("started", "resp_1"));
        socket.Say(Events.Transcript("resp_1", "item_1", "Goodbye!"));
        socket.Say(Events.FunctionCall("resp_1", "call_1", "hang_up", "{}"));
        socket.Say(Events.Done("resp_1"));
        await socket.NextAsync("conversation.item.create");
        await scenario.AdvanceAsync(3_000);
        socket.NothingMore();
        Assert.Null(scenario.Outcome);

        socket.Say(Events.Audio("stopped", "resp_1"));
        await scenario.AdvanceAsync(190);
        Assert.Null(scenario.Outcome);
        scenario.Time.Advance(TimeSpan.FromMilliseconds(15));

        await Eventually.TrueAsync(() => scenario.Outcome is not null);
        Assert.Equal(CallOutcome.AgentHungUp, scenario.Outcome);
        Assert.False(Assert.Single(scenario.Recorded<AgentSaid>()).Interrupted);
    }

    [Fact]
    public async Task A_goodbye_in_an_earlier_response_that_still_plays_is_heard_too()
    {
        await using var scenario = new SidebandScenario();
        var socket = await scenario.StartAndGreetAsync();
        socket.Say(Events.Created("resp_1"));
        socket.Say(Events.Words("resp_1", "item_1", "Goodbye!"));
        socket.Say(Events.Audio("started", "resp_1"));
        socket.Say(Events.Done("resp_1"));
        socket.Say(Events.Created("resp_2"));
        socket.Say(Events.FunctionCall("resp_2", "call_1", "hang_up", ""));
        socket.Say(Events.Done("resp_2"));
        await socket.NextAsync("conversation.item.create");
        await scenario.AdvanceAsync(3_000);
        Assert.Null(scenario.Outcome);

        socket.Say(Events.Audio("stopped", "resp_1"));

        await scenario.AdvanceUntilAsync(() => scenario.Outcome is not null);
        Assert.Equal(CallOutcome.AgentHungUp, scenario.Outcome);
    }

    [Fact]
    public async Task Hanging_up_without_a_word_needs_no_wait()
    {
        await using var scenario = new SidebandScenario();
        var socket = await scenario.StartAndGreetAsync();
        socket.Say(Events.Created("resp_1"));
        socket.Say(Events.FunctionCall("resp_1", "call_1", "hang_up", "{}"));
        socket.Say(Events.Done("resp_1"));
        await socket.NextAsync("conversation.item.create");
        await scenario.AdvanceAsync(200);

        await Eventually.TrueAsync(() => scenario.Outcome == CallOutcome.AgentHungUp);
    }

    [Fact]
    public async Task A_goodbye_whose_end_is_never_told_is_waited_for_within_a_bound()
    {
        await using var scenario = new SidebandScenario(options => options.FarewellTimeoutMs = 4_000);
        var socket = await scenario.StartAndGreetAsync();
        socket.Say(Events.Created("resp_1"));
        socket.Say(Events.Words("resp_1", "item_1", "Goodbye!"));
        socket.Say(Events.FunctionCall("resp_1", "call_1", "hang_up", "{}"));
        socket.Say(Events.Done("resp_1"));
        await socket.NextAsync("conversation.item.create");
        await scenario.AdvanceAsync(3_990);
        Assert.Null(scenario.Outcome);

        scenario.Time.Advance(TimeSpan.FromMilliseconds(20));

        await Eventually.TrueAsync(() => scenario.Outcome == CallOutcome.AgentHungUp);
    }

    [Fact]
    public async Task A_caller_who_speaks_over_the_goodbye_ends_it()
    {
        await using var scenario = new SidebandScenario();
        var socket = await scenario.StartAndGreetAsync();
        socket.Say(Events.Created("resp_1"));
        socket.Say(Events.Words("resp_1", "item_1", "Goodbye!"));
        socket.Say(Events.Audio("started", "resp_1"));
        socket.Say(Events.FunctionCall("resp_1", "call_1", "hang_up", "{}"));
        socket.Say(Events.Done("resp_1"));
        socket.Say(Events.Audio("cleared", "resp_1"));
        await socket.NextAsync("conversation.item.create");

        await scenario.AdvanceUntilAsync(() => scenario.Outcome is not null);
        Assert.Equal(CallOutcome.AgentHungUp, scenario.Outcome);
        Assert.True(Assert.Single(scenario.Recorded<AgentSaid>()).Interrupted);
    }
}
