using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Tests.Api;
using Xunit;

namespace Realtime.SipGateway.Tests.Scenarios;

/// <summary>What a day may cost holds for the calls that come after, and over restarts.</summary>
public sealed class BudgetScenarios
{
    [Fact]
    public async Task When_the_days_money_is_spent_the_next_call_is_refused_also_after_a_restart()
    {
        await using var scenario = await GatewayScenario.StartAsync(
            new() { ["Api:Keys:0:Name"] = "wallboard", ["Api:Keys:0:Sha256"] = ApiHost.Hash("viewer-key") }, policy: WithBudget);
        scenario.Http.DefaultRequestHeaders.Authorization = new("Bearer", "viewer-key");
        Assert.True((await ExplainAsync(scenario)).GetProperty("accepted").GetBoolean());
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

        var explained = await ExplainAsync(scenario);
        Assert.Equal((false, "day", 480), (explained.GetProperty("accepted").GetBoolean(), explained.GetProperty("budget").GetString(), explained.GetProperty("sip_status").GetInt32()));
        Assert.Equal("budget day of the day is used up", explained.GetProperty("explanation").EnumerateArray().Last().GetString());
        using var budgets = JsonDocument.Parse(await scenario.Http.GetStringAsync(new Uri(scenario.Address, "/api/budgets"), TestContext.Current.CancellationToken));
        Assert.True(budgets.RootElement.GetProperty("budgets")[0].GetProperty("limits")[0].GetProperty("used_up").GetBoolean());
    }

    private static async Task<JsonElement> ExplainAsync(GatewayScenario scenario)
    {
        using var call = new StringContent("""{"trunk":"carrier","dialled":"+15550100","caller":"+15550199"}""", MediaTypeHeaderValue.Parse("application/json"));
        using var answer = await scenario.Http.PostAsync(new Uri(scenario.Address, "/api/policy/explain"), call, TestContext.Current.CancellationToken);
        return await ApiHost.JsonAsync(answer);
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
