using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;
using Xunit;

namespace Realtime.SipGateway.Tests.Sideband.Budget;

/// <summary>A caller for whom somebody else is being rung is not taken from both because a budget is used up meanwhile.</summary>
public sealed class BudgetTransferTests
{
    [Theory]
    [InlineData("")]
    [InlineData(""", "finish": { "say": "Goodbye for now." } """)]
    [InlineData(""", "finish": { "transfer_to": "sales" } """)]
    public async Task While_a_desk_rings_the_time_limit_waits_and_the_agent_is_silent(string finish)
    {
        await using var scenario = Scenario(""" "max_call_seconds": 60, "wrap_up_at": null """ + finish);
        var socket = await TransferAsync(scenario);
        await scenario.AdvanceAsync(61_000);
        await scenario.AdvanceAsync(10_000);
        socket.Say(Events.Created("resp_vad"));

        Assert.Equal("resp_vad", (await socket.NextAsync("response.cancel")).GetProperty("response_id").GetString());
        Assert.Null(scenario.Outcome);
        Assert.Empty(scenario.Recorded<BudgetHardLimit>());
        Assert.Single(scenario.Case.Control.Transfers);
        Assert.Empty(scenario.Case.Control.Asked);
        NobodyAnswers(scenario);
    }

    [Fact]
    public async Task When_nobody_answers_the_call_is_left_as_the_budget_says()
    {
        await using var scenario = Scenario(""" "max_call_seconds": 60, "wrap_up_at": null, "finish": { "say": "Goodbye for now." } """);
        var socket = await TransferAsync(scenario);
        await scenario.AdvanceAsync(61_000);
        NobodyAnswers(scenario);

        Assert.Equal("function_call_output", (await socket.NextAsync("conversation.item.create")).GetProperty("item").GetProperty("type").GetString());
        var last = await socket.NextAsync("response.create");
        Assert.Contains("Goodbye for now.", last.GetProperty("response").GetProperty("instructions").GetString(), StringComparison.Ordinal);
        await scenario.RecordedAsync<BudgetHardLimit>();
        await scenario.AdvanceUntilAsync(() => scenario.Outcome is not null);
        Assert.Equal(CallCause.BudgetExhausted, scenario.Outcome!.Cause);
    }

    [Fact]
    public async Task A_transfer_that_an_operator_asked_for_is_waited_for_too_but_not_for_ever()
    {
        await using var scenario = Scenario(""" "max_call_seconds": 60, "wrap_up_at": null """);
        await scenario.StartAndGreetAsync();
        scenario.Call.Record(new TransferRequested(CallEndedBy.Operator, "eve", "sales", null));
        await scenario.AdvanceAsync(61_000);
        await scenario.AdvanceAsync(100_000);
        Assert.Null(scenario.Outcome);

        scenario.Time.Advance(TimeSpan.FromSeconds(30));
        await scenario.AdvanceUntilAsync(() => scenario.Outcome is not null);
        Assert.Equal("budget short: 60 s", scenario.Outcome!.Reason);
    }

    [Fact]
    public async Task Money_that_is_used_up_while_the_agent_announces_the_transfer_does_not_stop_it()
    {
        await using var scenario = Scenario(""" "max_call_cost": 0.003, "wrap_up_at": null """);
        scenario.Case.Control.Ringing = new();
        var socket = await scenario.StartAndGreetAsync();
        socket.Say(Events.Created("resp_1"));
        socket.Say(Events.Audio("started", "resp_1"));
        socket.Say(Events.FunctionCall("resp_1", "call_1", "transfer_call", """{"to":"sales"}"""));
        socket.Say(Events.Done("resp_1"));
        await scenario.RecordedAsync<ResponseFinished>(2);
        await scenario.SettleAsync();
        Assert.Null(scenario.Outcome);

        socket.Say(Events.Audio("stopped", "resp_1"));
        await scenario.AdvanceUntilAsync(() => scenario.Case.Control.Transfers.Count == 1);
        await scenario.AdvanceAsync(5_000);
        Assert.Null(scenario.Outcome);
        Assert.Empty(scenario.Recorded<BudgetHardLimit>());
        NobodyAnswers(scenario);
    }

    private static void NobodyAnswers(SidebandScenario scenario) => scenario.Case.Control.Ringing!.SetResult(
        new TransferResult(TransferStatus.Failed, TransferMode.Bridge, 408, "Request Timeout", TimeSpan.FromSeconds(30)));

    private static SidebandScenario Scenario(string budget) => BudgetGuardTests.Scenario(budget);

    /// <summary>The agent transfers the caller, and the desk rings.</summary>
    private static async Task<FakeSocket> TransferAsync(SidebandScenario scenario)
    {
        scenario.Case.Control.Ringing = new();
        var socket = await scenario.StartAndGreetAsync();
        socket.Say(Events.Created("resp_1"));
        socket.Say(Events.FunctionCall("resp_1", "call_1", "transfer_call", """{"to":"sales"}"""));
        socket.Say(Events.Done("resp_1"));
        await scenario.AdvanceUntilAsync(() => scenario.Case.Control.Transfers.Count == 1);
        return socket;
    }
}
