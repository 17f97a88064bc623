using System.Text.Json;
using System.Text.Json.Nodes;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;
using Xunit;

namespace Realtime.SipGateway.Tests.Scenarios;

/// <summary>What a day may cost holds for the calls that come after, and over restarts.</summary>
public sealed class BudgetScenarios
{
    [Fact]
    public async Task When_the_days_money_is_spent_the_next_call_is_refused_also_after_a_restart()
    {
        await using var scenario = await GatewayScenario.StartAsync(policy: WithBudget);
        await using (var first = scenario.Caller())
        {
            Assert.Equal(200, (await first.CallAsync()).StatusCode);
            await scenario.SeenAsync<ResponseFinished>();
            await first.HangUpAsync();
            Assert.True((await scenario.RecordAsync(first)).Cost > 0);
        }

        await RefusedAsync(scenario);
        await scenario.RestartGatewayAsync();
        await RefusedAsync(scenario);
    }

    private static async Task RefusedAsync(GatewayScenario scenario)
    {
        await using var caller = scenario.Caller();
        await caller.InviteAsync();

        Assert.Equal(480, (await caller.FinalAsync()).StatusCode);
        var record = await scenario.RecordAsync(caller);
        Assert.Equal((CallEndedBy.Policy, CallCause.BudgetExhausted, "budget day of the day is used up"), (record.EndedBy, record.Cause, record.Reason));
        Assert.Null(record.Agent);
    }

    private static string WithBudget(string policy)
    {
        var document = JsonNode.Parse(policy, null, new JsonDocumentOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip })!;
        document["budgets"] = new JsonObject { ["day"] = new JsonObject { ["max_cost_per_day"] = 0.0001, ["time_zone"] = "Europe/Berlin" } };
        foreach (var (_, agent) in document["agents"]!.AsObject())
        {
            agent!["budget"] = "day";
        }

        return document.ToJsonString();
    }
}
