using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;
using Xunit;

namespace Realtime.SipGateway.Tests.Sideband;

public sealed class SidebandApprovalTests
{
    private static string Refund(string approval = "") =>
        $$"""
        "refund": { "type": "http", "description": "x", "url": "https://api.example.com/refund", "parameters": { "type": "object" },
          "approval": { {{approval}} } }
        """;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_person_decides_whether_the_tool_runs(bool approve)
    {
        await using var scenario = new SidebandScenario(tools: Refund());
        var socket = await scenario.StartAndGreetAsync();
        await CallAsync(scenario, socket);
        var waiting = Assert.Single(scenario.Approvals.List(scenario.Call.Id));
        Assert.Equal(("refund", """{"eur":20}"""), (waiting.Tool, waiting.Arguments));
        Assert.Empty(scenario.Tools.Requests);

        Assert.True(scenario.Approvals.Decide(scenario.Call.Id, "call_1", approve, "anna", "Ten only."));

        var output = await OutputAsync(socket);
        Assert.Equal(approve ? """{"state":"shipped"}""" : """{"error":"Not run: A colleague decided against it. They say: Ten only."}""", output);
        Assert.Equal(approve ? 1 : 0, scenario.Tools.Requests.Count);
        Assert.True(Assert.Single(scenario.Recorded<ToolApprovalDecided>()) is { By: "anna", Note: "Ten only." } decided && decided.Approved == approve);
        Assert.False(scenario.Approvals.Decide(scenario.Call.Id, "call_1", approve: true, "ben", null));
        Assert.Empty(scenario.Approvals.List(null));
    }

    [Theory]
    [InlineData("deny", 0)]
    [InlineData("approve", 1)]
    public async Task After_the_deadline_the_policys_word_holds(string otherwise, int requests)
    {
        await using var scenario = new SidebandScenario(tools: Refund($""" "deadline_seconds": 30, "otherwise": "{otherwise}" """));
        var socket = await scenario.StartAndGreetAsync();
        await CallAsync(scenario, socket);

        await scenario.AdvanceUntilAsync(() => scenario.Recorded<ToolCompleted>().Count == 1, stepMs: 500);

        Assert.Equal(requests, scenario.Tools.Requests.Count);
        Assert.Null(Assert.Single(scenario.Recorded<ToolApprovalDecided>()).By);
    }

    [Fact]
    public async Task The_caller_is_told_that_somebody_is_asked()
    {
        await using var scenario = new SidebandScenario(tools: Refund(""" "say": "I ask my colleague." """));
        var socket = await scenario.StartAndGreetAsync();
        await CallAsync(scenario, socket);

        await scenario.AdvanceAsync(350);

        var aside = (await socket.NextAsync("response.create")).GetProperty("response");
        Assert.Equal("none", aside.GetProperty("conversation").GetString());
        Assert.Contains("I ask my colleague.", aside.GetProperty("instructions").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_caller_who_does_not_wait_ends_it()
    {
        await using var scenario = new SidebandScenario(tools: Refund(""" "otherwise": "approve" """));
        var socket = await scenario.StartAndGreetAsync();
        await CallAsync(scenario, socket);

        scenario.Call.End(CallOutcome.CallerHungUp);
        await scenario.AdvanceUntilAsync(() => scenario.Call.Drained.IsCompleted);

        Assert.Contains("The call has ended", (await scenario.RecordedAsync<ToolCompleted>()).Output, StringComparison.Ordinal);
        Assert.Empty(scenario.Tools.Requests);
    }

    [Fact]
    public async Task What_a_person_cannot_be_shown_whole_does_not_run()
    {
        await using var scenario = new SidebandScenario(tools: Refund());
        var socket = await scenario.StartAndGreetAsync();
        socket.Say(Events.Created("resp_1"));
        socket.Say(Events.FunctionCall("resp_1", "call_1", "refund", $$"""{"note":"{{new string('x', 5_000)}}","eur":20}"""));
        socket.Say(Events.Done("resp_1"));

        Assert.Contains("longer than the 4096 characters", await OutputAsync(socket), StringComparison.Ordinal);
        Assert.Empty(scenario.Tools.Requests);
    }

    [Fact]
    public async Task Another_agent_does_not_run_what_was_asked_for_before()
    {
        await using var scenario = new SidebandScenario(tools: Refund());
        var socket = await scenario.StartAndGreetAsync();
        await CallAsync(scenario, socket);
        scenario.Call.SwitchAgent("other", null);

        scenario.Approvals.Decide(scenario.Call.Id, "call_1", approve: true, "anna", null);

        Assert.Contains("Another agent has the call", await OutputAsync(socket), StringComparison.Ordinal);
        Assert.Empty(scenario.Tools.Requests);
    }

    private static async Task CallAsync(SidebandScenario scenario, FakeSocket socket)
    {
        socket.Say(Events.Created("resp_1"));
        socket.Say(Events.FunctionCall("resp_1", "call_1", "refund", """{"eur":20}"""));
        socket.Say(Events.Done("resp_1"));
        await scenario.RecordedAsync<ToolApprovalRequested>();
        await scenario.SettleAsync();
    }

    private static async Task<string> OutputAsync(FakeSocket socket) =>
        (await socket.NextAsync("conversation.item.create")).GetProperty("item").GetProperty("output").GetString()!;
}
