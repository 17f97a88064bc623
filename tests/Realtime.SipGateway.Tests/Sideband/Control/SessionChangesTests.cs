using System.Text.Json;
using Realtime.SipGateway.Calls.Conversation;
using Realtime.SipGateway.Calls.Events;
using Xunit;

namespace Realtime.SipGateway.Tests.Sideband.Control;

/// <summary>How supervisors change the way in which an agent goes on.</summary>
public sealed class SessionChangesTests
{
    private const string Clerk = """, "clerk": { "model": "gpt-realtime-2.1", "instructions": "Answer questions about orders." } """;
    private const string Send = """ "send_to_agent": { "type": "send_to_agent" } """;
    private const string WithClerk = """ "greeting": "Hello there.", "hand_off": ["clerk"] """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_change_is_said_to_the_service_and_only_the_tools_that_are_left_run()
    {
        await using var scenario = new SidebandScenario();
        var socket = await scenario.StartAndGreetAsync();

        Assert.Equal(ConversationAnswer.Done, await DoAsync(scenario, new("Be brief.", ["hang_up"], new TurnDetectionChange("server_vad", SilenceDurationMs: 700))));

        var session = (await socket.NextAsync("session.update")).GetProperty("session");
        Assert.Equal("Be brief.", session.GetProperty("instructions").GetString());
        Assert.Equal(["hang_up"], Tools(session));
        var turns = session.GetProperty("audio").GetProperty("input").GetProperty("turn_detection");
        Assert.Equal(("server_vad", 700, 0.5), (turns.GetProperty("type").GetString(), turns.GetProperty("silence_duration_ms").GetInt32(), turns.GetProperty("threshold").GetDouble()));
        socket.Say(Events.Created("resp_1"));
        socket.Say(Events.FunctionCall("resp_1", "call_1", "lookup", """{"id":"7"}"""));
        Assert.Equal("(unknown)", (await scenario.RecordedAsync<ToolCalled>()).Tool);
        Assert.Empty(scenario.Tools.Requests);
        var told = await scenario.RecordedAsync<ControlUpdated>();
        Assert.Equal(("anna", "Be brief.", false), (told.By, told.Instructions, told.Reset));
    }

    [Fact]
    public async Task Changes_add_up_until_they_are_taken_back()
    {
        await using var scenario = new SidebandScenario();
        var socket = await scenario.StartAndGreetAsync();
        await DoAsync(scenario, new("Be brief.", null, null));
        await socket.NextAsync("session.update");
        await DoAsync(scenario, new(null, ["lookup"], null));

        var both = (await socket.NextAsync("session.update")).GetProperty("session");
        await DoAsync(scenario, new(null, null, null, Reset: true));
        var own = (await socket.NextAsync("session.update")).GetProperty("session");

        Assert.Equal("Be brief.", both.GetProperty("instructions").GetString());
        Assert.Equal(["lookup"], Tools(both));
        Assert.False(both.TryGetProperty("audio", out _));
        Assert.Equal("Help.", own.GetProperty("instructions").GetString());
        Assert.Equal(["lookup", "hang_up", "transfer_call"], Tools(own));
    }

    [Fact]
    public async Task A_tool_that_the_agent_has_not_is_refused()
    {
        await using var scenario = new SidebandScenario();
        var socket = await scenario.StartAndGreetAsync();

        var answer = await DoAsync(scenario, new(null, ["lookup", "refund"], null));

        Assert.Equal((ConversationStatus.Refused, "refund is no tool of the agent desk."), (answer.Status, answer.Reason));
        await scenario.SettleAsync();
        socket.NothingMore();
        Assert.Empty(scenario.Recorded<ControlUpdated>());
    }

    [Fact]
    public async Task A_change_is_said_anew_after_a_broken_connection_and_by_the_next_process()
    {
        await using var scenario = new SidebandScenario();
        var socket = await scenario.StartAndGreetAsync();
        await DoAsync(scenario, new("Be brief.", ["hang_up"], null));
        await socket.NextAsync("session.update");

        socket.End();
        await scenario.AdvanceUntilAsync(() => scenario.Connector.Sockets.Count == 2);
        var again = (await scenario.Socket.NextAsync("session.update")).GetProperty("session");
        var next = await scenario.HandOverAsync();
        var taken = (await next.NextAsync("session.update")).GetProperty("session");

        Assert.Equal(("Be brief.", "Be brief."), (again.GetProperty("instructions").GetString(), taken.GetProperty("instructions").GetString()));
        Assert.Equal(["hang_up"], Tools(taken));
    }

    [Fact]
    public async Task Another_agent_begins_as_its_policy_has_it()
    {
        await using var scenario = new SidebandScenario(agent: WithClerk, tools: Send, agents: Clerk);
        var socket = await scenario.StartAndGreetAsync();
        await DoAsync(scenario, new("Be brief.", ["send_to_agent"], null));
        await socket.NextAsync("session.update");

        socket.Say(Events.Created("resp_1"));
        socket.Say(Events.FunctionCall("resp_1", "call_1", "send_to_agent", """{"agent":"clerk"}"""));
        socket.Say(Events.Done("resp_1"));
        var clerk = (await socket.NextAsync("session.update")).GetProperty("session");
        await scenario.RecordedAsync<AgentSwitched>();

        Assert.Equal("Answer questions about orders.", clerk.GetProperty("instructions").GetString());
        Assert.Null(scenario.Call.Changes!.Instructions);
    }

    private static Task<ConversationAnswer> DoAsync(SidebandScenario scenario, ConversationCommand.Update update) =>
        scenario.Controls.CommandAsync(scenario.Call.Id, update, "anna", Token);

    private static IEnumerable<string?> Tools(JsonElement session) =>
        session.GetProperty("tools").EnumerateArray().Select(static tool => tool.GetProperty("name").GetString());
}
