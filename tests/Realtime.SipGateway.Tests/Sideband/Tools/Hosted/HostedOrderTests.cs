using Realtime.SipGateway.Calls.Conversation;
using Realtime.SipGateway.Calls.Events;
using Xunit;

namespace Realtime.SipGateway.Tests.Sideband.Tools.Hosted;

/// <summary>Tools of hosted servers in the service's order of events: an item is announced without arguments, and whole at its end.</summary>
public sealed class HostedOrderTests
{
    private const string Tools =
        """ "crm": { "type": "hosted_mcp", "server": "crm", "allowed_tools": ["find", "refund"], "approval": {}, "approval_tools": ["refund"], "timeout_ms": 5000 } """;

    [Fact]
    public async Task A_person_sees_the_arguments_of_the_whole_question()
    {
        await using var scenario = new SidebandScenario(tools: Tools);
        var socket = await scenario.StartAndGreetAsync();
        var question = HostedEvent.AskedInOrder("resp_1", "mcpr_1").ToList();
        socket.Say(Events.Created("resp_1"));
        question[..2].ForEach(socket.Say);
        await scenario.SettleAsync();
        Assert.Empty(scenario.Recorded<ToolApprovalRequested>());

        question[2..].ForEach(socket.Say);
        socket.Say(Events.Done("resp_1"));

        await scenario.RecordedAsync<ToolApprovalRequested>();
        Assert.Equal("""{"eur":20}""", Assert.Single(scenario.Approvals.List(scenario.Call.Id)).Arguments);
        Assert.Equal(new ToolCalled("mcpr_1", "crm/refund", """{"eur":20}"""), Assert.Single(scenario.Recorded<ToolCalled>()));
        await scenario.SettleAsync();
        socket.NothingMore();
    }

    [Fact]
    public async Task Questions_of_one_answer_are_spoken_about_when_all_are_decided()
    {
        await using var scenario = new SidebandScenario(tools: Tools);
        var socket = await scenario.StartAndGreetAsync();
        socket.Say(Events.Created("resp_1"));
        Say(socket, HostedEvent.AskedInOrder("resp_1", "mcpr_1"));
        Say(socket, HostedEvent.AskedInOrder("resp_1", "mcpr_2"));
        socket.Say(Events.Done("resp_1"));
        await scenario.RecordedAsync<ToolApprovalRequested>(2);

        scenario.Approvals.Decide(scenario.Call.Id, "mcpr_1", approve: false, "anna", null);
        await socket.NextAsync("conversation.item.create");
        await scenario.SettleAsync();
        socket.NothingMore();
        scenario.Approvals.Decide(scenario.Call.Id, "mcpr_2", approve: false, "anna", null);

        await socket.NextAsync("conversation.item.create");
        await socket.NextAsync("response.create");
        await scenario.SettleAsync();
        socket.NothingMore();
    }

    [Fact]
    public async Task A_call_is_written_down_with_its_whole_arguments()
    {
        await using var scenario = new SidebandScenario(tools: Tools);
        var socket = await scenario.StartAndGreetAsync();
        var call = HostedEvent.CalledInOrder("resp_1", "mcp_1", """{"id":"7"}""", "Ada").ToList();
        socket.Say(Events.Created("resp_1"));
        call[..3].ForEach(socket.Say);
        await scenario.SettleAsync();
        Assert.Empty(scenario.Recorded<ToolCalled>());

        call[3..5].ForEach(socket.Say);
        Assert.Equal(new ToolCalled("mcp_1", "crm/find", """{"id":"7"}"""), await scenario.RecordedAsync<ToolCalled>());
        Assert.False(scenario.Call.CanBeHandedOver);
        call[5..].ForEach(socket.Say);
        socket.Say(Events.Done("resp_1"));

        await socket.NextAsync("response.create");
        Assert.Single(scenario.Recorded<ToolCalled>());
        Assert.Equal("Ada", Assert.Single(scenario.Recorded<ToolCompleted>()).Output);
    }

    [Fact]
    public async Task A_call_whose_arguments_never_came_is_written_down_before_its_result()
    {
        await using var scenario = new SidebandScenario(tools: Tools);
        var socket = await scenario.StartAndGreetAsync();
        socket.Say(Events.Created("resp_1"));
        socket.Say(HostedEvent.CalledInOrder("resp_1", "mcp_1", "{}", "Ada").First());
        socket.Say(Events.Done("resp_1"));
        await scenario.AdvanceAsync(5_010);

        await socket.NextAsync("response.create");
        Assert.Equal(
            ["tool.called", "tool.completed"],
            scenario.Recorded<CallEventData>().Where(static one => one is ToolCalled or ToolCompleted).Select(static one => one.Type));
    }

    [Fact]
    public async Task A_question_whose_end_did_not_come_is_asked_for()
    {
        await using var scenario = new SidebandScenario(tools: Tools);
        var socket = await scenario.StartAndGreetAsync();
        var question = HostedEvent.AskedInOrder("resp_1", "mcpr_1").ToList();
        socket.Say(Events.Created("resp_1"));
        question[..2].ForEach(socket.Say);
        socket.Say(Events.Done("resp_1"));

        Assert.Equal("mcpr_1", (await socket.NextAsync("conversation.item.retrieve")).GetProperty("item_id").GetString());
        socket.Say(question[2].Replace("conversation.item.done", "conversation.item.retrieved", StringComparison.Ordinal));

        Assert.Equal("crm/refund", (await scenario.RecordedAsync<ToolApprovalRequested>()).Tool);
    }

    [Fact]
    public async Task A_question_that_a_broken_connection_took_whole_is_found_when_the_conversation_goes_on()
    {
        await using var scenario = new SidebandScenario(tools: Tools);
        var first = await scenario.StartAndGreetAsync();
        first.Say(Events.Kept("item_1"));
        first.Say(Events.Created("resp_1"));
        await scenario.SettleAsync();
        first.End();
        await scenario.AdvanceUntilAsync(() => scenario.Connector.Sockets.Count == 2);
        var socket = scenario.Socket;

        // What was known already says nothing of what was missed.
        socket.Say(Events.Kept("item_1", "item_0"));
        socket.Say(Events.Kept("item_2", "mcpr_1"));
        socket.Say(Events.Kept("item_3", "item_x"));

        Assert.Equal("mcpr_1", (await socket.NextAsync("conversation.item.retrieve")).GetProperty("item_id").GetString());
        var question = HostedEvent.AskedInOrder("resp_1", "mcpr_1").ElementAt(2);
        socket.Say(question.Replace("conversation.item.done", "conversation.item.retrieved", StringComparison.Ordinal));
        Assert.Equal("crm/refund", (await scenario.RecordedAsync<ToolApprovalRequested>()).Tool);
        scenario.Approvals.Decide(scenario.Call.Id, "mcpr_1", approve: false, "anna", null);
        await socket.NextAsync("conversation.item.create");
        await socket.NextAsync("response.create");
        socket.NothingMore();
    }

    [Fact]
    public async Task An_agent_without_questions_asks_for_nothing_that_it_missed()
    {
        await using var scenario = new SidebandScenario();
        var first = await scenario.StartAndGreetAsync();
        first.Say(Events.Kept("item_1"));
        await scenario.SettleAsync();
        first.End();
        await scenario.AdvanceUntilAsync(() => scenario.Connector.Sockets.Count == 2);

        scenario.Socket.Say(Events.Kept("item_2", "item_x"));

        await scenario.SettleAsync();
        scenario.Socket.NothingMore();
    }

    [Fact]
    public async Task A_question_out_of_a_stopped_answer_is_answered_no_without_asking_anybody()
    {
        await using var scenario = new SidebandScenario(tools: Tools);
        var socket = await scenario.StartAndGreetAsync();
        socket.Say(Events.Created("resp_1"));
        socket.Say(Events.Words("resp_1", "item_1", "A full refund"));
        await socket.NextAsync("response.cancel");
        await socket.NextAsync("output_audio_buffer.clear");

        Say(socket, HostedEvent.AskedInOrder("resp_1", "mcpr_1"));

        await RefusedAsync(scenario, socket, "was stopped");
    }

    [Fact]
    public async Task A_question_about_a_tool_that_was_taken_from_the_agent_is_answered_no()
    {
        await using var scenario = new SidebandScenario(tools: Tools);
        var socket = await scenario.StartAndGreetAsync();
        await TakeToolsAsync(scenario);
        await socket.NextAsync("session.update");

        socket.Say(Events.Created("resp_1"));
        Say(socket, HostedEvent.AskedInOrder("resp_1", "mcpr_1"));

        await RefusedAsync(scenario, socket, "may not use");
    }

    [Fact]
    public async Task A_person_cannot_approve_what_was_taken_from_the_agent_meanwhile()
    {
        await using var scenario = new SidebandScenario(tools: Tools);
        var socket = await scenario.StartAndGreetAsync();
        socket.Say(Events.Created("resp_1"));
        Say(socket, HostedEvent.AskedInOrder("resp_1", "mcpr_1"));
        await scenario.RecordedAsync<ToolApprovalRequested>();
        await TakeToolsAsync(scenario);
        await socket.NextAsync("session.update");

        scenario.Approvals.Decide(scenario.Call.Id, "mcpr_1", approve: true, "anna", null);

        var item = (await socket.NextAsync("conversation.item.create")).GetProperty("item");
        Assert.False(item.GetProperty("approve").GetBoolean());
        Assert.False((await scenario.RecordedAsync<ToolCompleted>()).Succeeded);
    }

    [Fact]
    public async Task A_question_while_the_caller_is_taken_leave_of_is_answered_no()
    {
        await using var scenario = new SidebandScenario(
            agent: """ "greeting": "Hello there.", "limits": { "max_turns": 1, "finish": { "say": "We must end here." } } """, tools: Tools);
        var socket = await scenario.StartAndGreetAsync();
        foreach (var response in new[] { "resp_1", "resp_2" })
        {
            socket.Say("""{"type":"input_audio_buffer.speech_started","item_id":"item_u"}""");
            socket.Say("""{"type":"input_audio_buffer.speech_stopped","item_id":"item_u"}""");
            socket.Say(Events.Created(response));
            if (response == "resp_1")
            {
                socket.Say(Events.Done(response));
                await scenario.RecordedAsync<ResponseFinished>(2);
            }
        }

        await socket.NextAsync("response.cancel");

        Say(socket, HostedEvent.AskedInOrder("resp_2", "mcpr_1"));

        await RefusedAsync(scenario, socket, "being left");
    }

    private static void Say(FakeSocket socket, IEnumerable<string> events)
    {
        foreach (var one in events)
        {
            socket.Say(one);
        }
    }

    private static async Task TakeToolsAsync(SidebandScenario scenario) => Assert.Equal(ConversationAnswer.Done, await scenario.Controls.CommandAsync(
        scenario.Call.Id, new ConversationCommand.Update(null, ["lookup"], null), "anna", TestContext.Current.CancellationToken));

    private static async Task RefusedAsync(SidebandScenario scenario, FakeSocket socket, string why)
    {
        var item = (await socket.NextAsync("conversation.item.create")).GetProperty("item");
        Assert.Equal(("mcp_approval_response", false), (item.GetProperty("type").GetString(), item.GetProperty("approve").GetBoolean()));
        Assert.Contains(why, item.GetProperty("reason").GetString(), StringComparison.Ordinal);
        await scenario.RecordedAsync<ToolCompleted>();
        Assert.Empty(scenario.Recorded<ToolApprovalRequested>());
    }
}
