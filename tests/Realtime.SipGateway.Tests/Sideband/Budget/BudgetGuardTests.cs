using System.Text.Json;
using Microsoft.Extensions.Options;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Calls.Pricing;
using Xunit;

namespace Realtime.SipGateway.Tests.Sideband.Budget;

/// <summary>A response of the scenario costs 0.0019216 USD: 12 text and 24 audio tokens in, 48 and 16 cached, 5 text and 15 audio out.</summary>
public sealed class BudgetGuardTests
{
    private const string Money = """ "max_call_cost": 0.005, "wrap_up": "Come to an end.", "wrap_up_at": 0.75 """;

    [Fact]
    public async Task Near_its_budget_the_model_is_told_once_and_at_it_the_caller_hears_a_last_sentence()
    {
        await using var scenario = Scenario(Money + """, "finish": { "say": "Goodbye for now." } """);
        var socket = await scenario.StartAndGreetAsync();
        await RespondAsync(scenario, 1);

        var told = await socket.NextAsync("conversation.item.create");
        Assert.Equal(("system", "Come to an end."), (told.GetProperty("item").GetProperty("role").GetString(), TextOf(told)));
        var near = await scenario.RecordedAsync<BudgetSoftLimit>();
        Assert.Equal(("short", "call_cost", 0.005m, "USD"), (near.Budget, near.Limit, near.Max, near.Currency));
        Assert.InRange(near.Used, 0.00375m, 0.005m);

        await RespondAsync(scenario, 2);
        var last = await socket.NextAsync("response.create");
        Assert.Contains("Goodbye for now.", last.GetProperty("response").GetProperty("instructions").GetString(), StringComparison.Ordinal);
        Assert.Null(scenario.Outcome);
        socket.Say(Events.Created("resp_last", last));
        socket.Say(Events.Audio("started", "resp_last"));
        socket.Say(Events.Done("resp_last"));
        socket.Say(Events.Audio("stopped", "resp_last"));
        await scenario.AdvanceUntilAsync(() => scenario.Outcome is not null);

        Assert.Equal(new CallOutcome(CallEndedBy.Policy, CallCause.BudgetExhausted, null, "budget short: 0.005 USD"), scenario.Outcome);
        Assert.Equal("call_cost", Assert.Single(scenario.Recorded<BudgetHardLimit>()).Limit);
        Assert.Single(scenario.Recorded<BudgetSoftLimit>());
        Assert.Equal(2, socket.Sent.Count(sent => sent.GetProperty("type").GetString() == "response.create"));
    }

    [Fact]
    public async Task After_the_hard_limit_what_the_service_begins_by_itself_is_cancelled()
    {
        await using var scenario = Scenario(Money + """, "finish": { "say": "Goodbye for now." } """);
        var socket = await scenario.StartAndGreetAsync();
        await RespondAsync(scenario, 1);
        socket.Say(Events.Created("resp_2"));
        socket.Say(Events.Done("resp_2"));
        await socket.NextAsync("conversation.item.create");
        await socket.NextAsync("response.create");
        socket.Say(Events.Created("resp_vad"));

        Assert.Equal("resp_vad", (await socket.NextAsync("response.cancel")).GetProperty("response_id").GetString());
        socket.Say(Events.Done("resp_vad", "cancelled", "client_cancelled"));
        await scenario.RecordedAsync<ResponseFinished>(4);
        Assert.Null(scenario.Outcome);
    }

    [Fact]
    public async Task Without_a_last_sentence_the_call_ends_with_the_response_that_passed_the_limit()
    {
        await using var scenario = Scenario(""" "max_call_cost": 0.0015 """);
        var socket = await scenario.StartAndGreetAsync();
        await scenario.AdvanceUntilAsync(() => scenario.Outcome is not null);

        Assert.Equal(CallCause.BudgetExhausted, scenario.Outcome!.Cause);
        Assert.Empty(scenario.Recorded<BudgetSoftLimit>());
        Assert.Single(socket.Sent, sent => sent.GetProperty("type").GetString() == "response.create");
    }

    [Fact]
    public async Task A_caller_whose_budget_is_used_up_is_transferred_where_the_policy_says()
    {
        await using var scenario = Scenario(""" "max_call_cost": 0.0015, "finish": { "transfer_to": "sales" } """);
        await scenario.StartAndGreetAsync();
        await scenario.AdvanceUntilAsync(() => scenario.Outcome is not null);

        Assert.Equal(("sales", CallEndedBy.Policy), (scenario.Case.Control.Transfers[0].Target, scenario.Case.Control.Transfers[0].AskedBy));
        Assert.Equal(CallCause.BudgetExhausted, scenario.Outcome!.Cause);
    }

    [Fact]
    public async Task Time_runs_out_in_silence_too()
    {
        await using var scenario = Scenario(""" "max_call_seconds": 60 """);
        var socket = await scenario.StartAndGreetAsync();
        await scenario.AdvanceAsync(48_000);
        await socket.NextAsync("conversation.item.create");
        Assert.Equal((48m, 60m), (scenario.Recorded<BudgetSoftLimit>()[0].Used, scenario.Recorded<BudgetSoftLimit>()[0].Max));

        scenario.Time.Advance(TimeSpan.FromSeconds(12));
        await scenario.RecordedAsync<BudgetHardLimit>();
        await scenario.AdvanceUntilAsync(() => scenario.Outcome is not null);

        Assert.Equal("budget short: 60 s", scenario.Outcome!.Reason);
    }

    [Fact]
    public async Task Something_without_a_price_ends_a_call_whose_cost_is_limited()
    {
        await using var scenario = Scenario(""" "max_call_cost": 100 """, new PricingOptions { ListPrices = false });
        await scenario.StartAndGreetAsync();
        await scenario.AdvanceUntilAsync(() => scenario.Outcome is not null);

        Assert.Equal(("unpriced", 1m), (scenario.Recorded<BudgetHardLimit>()[0].Limit, scenario.Recorded<BudgetHardLimit>()[0].Used));
    }

    [Fact]
    public async Task Where_it_is_allowed_what_has_no_price_goes_on()
    {
        await using var scenario = Scenario(""" "max_call_cost": 100, "unpriced": "allow" """, new PricingOptions { ListPrices = false });
        await scenario.StartAndGreetAsync();
        await RespondAsync(scenario, 1);
        await scenario.SettleAsync();

        Assert.Null(scenario.Outcome);
        Assert.Empty(scenario.Recorded<BudgetHardLimit>());
    }

    [Fact]
    public async Task When_the_days_budget_is_used_up_calls_that_run_are_told_once_to_come_to_an_end()
    {
        await using var scenario = Scenario(""" "max_agent_cost_per_day": 0.003, "wrap_up": "Enough for today." """);
        var socket = await scenario.StartAndGreetAsync();
        await RespondAsync(scenario, 1);

        Assert.Equal("Enough for today.", TextOf(await socket.NextAsync("conversation.item.create")));
        await RespondAsync(scenario, 2);
        await scenario.SettleAsync();

        var told = Assert.Single(scenario.Recorded<BudgetSoftLimit>());
        Assert.Equal(("agent_cost_per_day", 0.0038432m, 0.003m), (told.Limit, told.Used, told.Max));
        Assert.Null(scenario.Outcome);
    }

    [Fact]
    public async Task Where_the_policy_says_so_calls_that_run_are_left_when_the_days_budget_is_used_up()
    {
        await using var scenario = Scenario(""" "max_cost_per_day": 0.003, "ends_calls_at_day_limit": true, "finish": { "say": "Goodbye for today." } """);
        var socket = await scenario.StartAndGreetAsync();
        await RespondAsync(scenario, 1);

        var last = await socket.NextAsync("response.create");
        Assert.Contains("Goodbye for today.", last.GetProperty("response").GetProperty("instructions").GetString(), StringComparison.Ordinal);
        await scenario.AdvanceUntilAsync(() => scenario.Outcome is not null);

        Assert.Equal("budget short: 0.003 USD a day", scenario.Outcome!.Reason);
        Assert.Equal(new BudgetHardLimit("short", "cost_per_day", 0.0038432m, 0.003m, "USD"), Assert.Single(scenario.Recorded<BudgetHardLimit>()));
        Assert.Empty(scenario.Recorded<BudgetSoftLimit>());
    }

    internal static SidebandScenario Scenario(string budget, PricingOptions? pricing = null) => new(
        agent: """ "greeting": "Hello there.", "budget": "short" """, agents: $$""" }, "budgets": { "short": { {{budget}} } """,
        prices: new PriceTable(Options.Create(pricing ?? new PricingOptions())));

    /// <summary>A response that the service begins by itself.</summary>
    private static async Task RespondAsync(SidebandScenario scenario, int number)
    {
        var finished = scenario.Recorded<ResponseFinished>().Count;
        scenario.Socket.Say(Events.Created($"resp_{number}"));
        scenario.Socket.Say(Events.Done($"resp_{number}"));
        await scenario.RecordedAsync<ResponseFinished>(finished + 1);
    }

    private static string? TextOf(JsonElement message) => message.GetProperty("item").GetProperty("content")[0].GetProperty("text").GetString();
}
