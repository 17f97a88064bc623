using System.Text.Json;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;
using Xunit;

namespace Realtime.SipGateway.Tests.Sideband.Tools.Hosted;

public sealed class HostedToolTests
{
    private const string Crm = """ "crm": { "type": "hosted_mcp", "server": "crm", "allowed_tools": ["find", "refund"], "timeout_ms": 5000 } """;

    private const string Asking =
        """ "crm": { "type": "hosted_mcp", "server": "crm", "allowed_tools": ["find", "refund"], "approval": {}, "approval_tools": ["refund"], "timeout_ms": 5000 } """;

    [Fact]
    public async Task A_call_that_the_service_makes_is_written_down_and_the_agent_goes_on()
    {
        await using var scenario = new SidebandScenario(tools: Crm);
        var socket = await scenario.StartAndGreetAsync();
        socket.Say(Events.Created("resp_1"));
        socket.Say(HostedEvent.Opened("resp_1", "mcp_1"));
        await scenario.SettleAsync();
        Assert.False(scenario.Call.CanBeHandedOver);
        scenario.Time.Advance(TimeSpan.FromMilliseconds(700));
        socket.Say(HostedEvent.Ended("mcp_1"));
        socket.Say(HostedEvent.Done("resp_1", "mcp_1", """{"name":"Ada"}"""));
        await scenario.SettleAsync();
        socket.NothingMore();
        socket.Say(Events.Done("resp_1"));

        await socket.NextAsync("response.create");
        Assert.Equal(new ToolCalled("mcp_1", "crm/find", """{"id":"7"}"""), Assert.Single(scenario.Recorded<ToolCalled>()));
        var completed = Assert.Single(scenario.Recorded<ToolCompleted>());
        Assert.Equal(("crm/find", true, """{"name":"Ada"}""", false), (completed.Tool, completed.Succeeded, completed.Output, completed.Late));
        Assert.Equal(700, completed.DurationMs);
        await scenario.SettleAsync();
        socket.NothingMore();
        Assert.True(scenario.Call.CanBeHandedOver);
    }

    [Fact]
    public async Task Several_calls_and_a_function_of_one_response_are_spoken_about_once()
    {
        await using var scenario = new SidebandScenario(tools: Crm);
        var socket = await scenario.StartAndGreetAsync();
        socket.Say(Events.Created("resp_1"));
        socket.Say(HostedEvent.Opened("resp_1", "mcp_1"));
        socket.Say(HostedEvent.Opened("resp_1", "mcp_2", name: "refund"));
        socket.Say(Events.FunctionCall("resp_1", "call_1", "lookup", "{}"));
        socket.Say(HostedEvent.Done("resp_1", "mcp_1", "1"));
        socket.Say(Events.Done("resp_1"));
        await socket.NextAsync("conversation.item.create");
        await scenario.SettleAsync();
        socket.NothingMore();

        // The slow one ends after the response: its item does not come by itself.
        socket.Say(HostedEvent.Ended("mcp_2", "failed"));
        Assert.Equal("mcp_2", (await socket.NextAsync("conversation.item.retrieve")).GetProperty("item_id").GetString());
        socket.Say(Retrieved("mcp_2", null, """{"type":"http_error","code":503,"message":"Away."}"""));

        await socket.NextAsync("response.create");
        await scenario.SettleAsync();
        socket.NothingMore();
        Assert.True(scenario.Recorded<ToolCompleted>()[^1] is { Tool: "crm/refund", Succeeded: false } failed && failed.Output.Contains("Away.", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_person_decides_whether_the_service_runs_it(bool approve)
    {
        await using var scenario = new SidebandScenario(tools: Asking);
        var socket = await scenario.StartAndGreetAsync();
        socket.Say(Events.Created("resp_1"));
        socket.Say(HostedEvent.Asked("resp_1", "mcpr_1"));
        socket.Say(HostedEvent.Asked("resp_1", "mcpr_1"));
        socket.Say(Events.Done("resp_1"));
        await scenario.RecordedAsync<ToolApprovalRequested>();
        Assert.False(scenario.Call.CanBeHandedOver);
        var waiting = Assert.Single(scenario.Approvals.List(scenario.Call.Id));
        Assert.Equal(("crm/refund", """{"eur":20}"""), (waiting.Tool, waiting.Arguments));

        Assert.True(scenario.Approvals.Decide(scenario.Call.Id, "mcpr_1", approve, "anna", "Ten only."));

        var item = (await socket.NextAsync("conversation.item.create")).GetProperty("item");
        Assert.Equal(("mcp_approval_response", "mcpr_1"), (item.GetProperty("type").GetString(), item.GetProperty("approval_request_id").GetString()));
        Assert.Equal(approve, item.GetProperty("approve").GetBoolean());
        if (approve)
        {
            socket.Say(HostedEvent.AnswerKept("mcpr_1"));
            socket.Say(HostedEvent.Kept("mcp_1", null, "mcpr_1", "conversation.item.added"));
            await scenario.SettleAsync();
            socket.NothingMore();
            socket.Say(HostedEvent.Kept("mcp_1", "done", "mcpr_1"));
        }
        else
        {
            Assert.Contains("Ten only.", item.GetProperty("reason").GetString(), StringComparison.Ordinal);
        }

        await socket.NextAsync("response.create");
        var completed = Assert.Single(scenario.Recorded<ToolCompleted>());
        Assert.Equal(("mcpr_1", "crm/refund", approve), (completed.FunctionCallId, completed.Tool, completed.Succeeded));
        Assert.Single(scenario.Recorded<ToolCalled>());
        Assert.True(Assert.Single(scenario.Recorded<ToolApprovalDecided>()) is { By: "anna" } decided && decided.Approved == approve);
    }

    [Theory]
    [InlineData("crm", "drop_tables")]
    [InlineData("other", "find")]
    public async Task What_the_agent_may_not_use_is_answered_no_without_asking_anybody(string label, string name)
    {
        await using var scenario = new SidebandScenario(tools: Asking);
        var socket = await scenario.StartAndGreetAsync();
        socket.Say(Events.Created("resp_1"));
        socket.Say(HostedEvent.Asked("resp_1", "mcpr_1", name, "{}", label));
        socket.Say(Events.Done("resp_1"));

        var item = (await socket.NextAsync("conversation.item.create")).GetProperty("item");
        Assert.False(item.GetProperty("approve").GetBoolean());
        await socket.NextAsync("response.create");
        Assert.Empty(scenario.Recorded<ToolApprovalRequested>());
        Assert.DoesNotContain("drop_tables", Assert.Single(scenario.Recorded<ToolCalled>()).Tool, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_result_that_does_not_come_is_not_waited_for_and_told_when_it_does()
    {
        await using var scenario = new SidebandScenario(tools: Crm);
        var socket = await scenario.StartAndGreetAsync();
        socket.Say(Events.Created("resp_1"));
        socket.Say(HostedEvent.Opened("resp_1", "mcp_1"));
        socket.Say(Events.Done("resp_1"));
        await scenario.AdvanceAsync(5_010);

        var create = await socket.NextAsync("response.create");
        Assert.Contains("within 5000 ms", (await scenario.RecordedAsync<ToolCompleted>()).Output, StringComparison.Ordinal);
        socket.Say(Events.Created("resp_2", create));
        socket.Say(Events.Done("resp_2"));
        socket.Say(HostedEvent.Kept("mcp_1", "At last.", null));

        await socket.NextAsync("response.create");
        Assert.True(Assert.Single(scenario.Recorded<ToolResultArrived>()) is { Tool: "crm/find", Output: "At last.", Late: false });
        Assert.Single(scenario.Recorded<ToolCompleted>());
    }

    [Fact]
    public async Task A_model_that_calls_without_end_is_kept_within_bounds()
    {
        await using var scenario = new SidebandScenario(tools: Crm);
        var socket = await scenario.StartAndGreetAsync();
        socket.Say(Events.Created("resp_1"));
        for (var call = 0; call < 100; call++)
        {
            socket.Say(HostedEvent.Opened("resp_1", $"mcp_{call}"));
        }

        await scenario.SettleAsync();
        Assert.Equal(64, scenario.Recorded<ToolCalled>().Count);
        await scenario.AdvanceAsync(5_010);
        Assert.Equal(64, scenario.Recorded<ToolCompleted>().Count);
        socket.Say(HostedEvent.Opened("resp_1", "mcp_new"));

        await scenario.SettleAsync();
        Assert.Equal(65, scenario.Recorded<ToolCalled>().Count);
    }

    [Fact]
    public async Task After_a_broken_connection_the_word_is_said_again_and_open_calls_are_asked_for()
    {
        await using var scenario = new SidebandScenario(tools: Asking);
        var socket = await scenario.StartAndGreetAsync();
        socket.Say(Events.Created("resp_1"));
        socket.Say(HostedEvent.Opened("resp_1", "mcp_1"));
        socket.Say(HostedEvent.Asked("resp_1", "mcpr_1"));
        socket.Say(Events.Done("resp_1"));
        await scenario.RecordedAsync<ToolApprovalRequested>();
        scenario.Approvals.Decide(scenario.Call.Id, "mcpr_1", approve: true, "anna", null);
        var first = (await socket.NextAsync("conversation.item.create")).GetProperty("item").GetProperty("id").GetString();
        socket.End();
        await scenario.AdvanceUntilAsync(() => scenario.Connector.Sockets.Count == 2);

        Assert.Equal("mcp_1", (await scenario.Socket.NextAsync("conversation.item.retrieve")).GetProperty("item_id").GetString());
        var again = (await scenario.Socket.NextAsync("conversation.item.create")).GetProperty("item").GetProperty("id").GetString();
        Assert.Equal(first, again);
        scenario.Socket.Say(Retrieved("mcp_1", "found", null));
        scenario.Socket.Say(HostedEvent.Kept("mcp_2", "done", "mcpr_1"));

        await scenario.RecordedAsync<ToolCompleted>(2);
        Assert.Equal(["crm/find", "crm/refund"], scenario.Recorded<ToolCompleted>().Select(one => one.Tool));
    }

    [Fact]
    public async Task What_runs_when_the_call_ends_is_written_down_as_not_known()
    {
        await using var scenario = new SidebandScenario(tools: Crm);
        var socket = await scenario.StartAndGreetAsync();
        socket.Say(Events.Created("resp_1"));
        socket.Say(HostedEvent.Opened("resp_1", "mcp_1"));
        await scenario.SettleAsync();

        scenario.Call.End(CallOutcome.CallerHungUp);
        await scenario.AdvanceUntilAsync(() => scenario.Call.Drained.IsCompleted);

        Assert.True(await scenario.RecordedAsync<ToolCompleted>() is { Late: true, Succeeded: false });
    }

    [Fact]
    public async Task Servers_that_cannot_be_listed_or_lack_a_tool_are_faults_of_the_call()
    {
        await using var scenario = new SidebandScenario(tools: Crm);
        var socket = await scenario.StartAndGreetAsync();
        socket.Say(HostedEvent.List("mcpl_1", "crm"));
        socket.Say(HostedEvent.ListFailed("mcpl_1"));
        socket.Say(HostedEvent.List("mcpl_2", "crm", "find"));

        await scenario.RecordedAsync<CallFault>(2);

        Assert.Equal(["crm: the service could not list its tools", "crm: the server does not have refund"], scenario.Recorded<CallFault>().Select(fault => fault.Message));
    }

    private static string Retrieved(string item, string? output, string? error) => JsonSerializer.Serialize(new
    {
        type = "conversation.item.retrieved",
        item = new
        {
            id = item,
            type = "mcp_call",
            server_label = "crm",
            name = "find",
            arguments = "{}",
            output,
            error = error is null ? (JsonElement?)null : JsonElement.Parse(error),
        },
    });
}
