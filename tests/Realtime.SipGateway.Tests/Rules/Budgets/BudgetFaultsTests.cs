using Microsoft.Extensions.Options;
using Realtime.SipGateway.Calls.Pricing;
using Realtime.SipGateway.Rules;
using Xunit;

namespace Realtime.SipGateway.Tests.Rules.Budgets;

public sealed class BudgetFaultsTests
{
    [Fact]
    public void A_budget_that_limits_nothing_and_words_that_are_never_said_are_faults() => Assert.Equal(
        ["budgets.b", "budgets.b.wrap_up"], Faults(""" "wrap_up_at": null, "wrap_up": "End." """).Select(fault => fault.Path));

    [Fact]
    public void A_way_out_that_the_agent_does_not_have_is_a_fault()
    {
        var fault = Assert.Single(Faults(""" "max_call_cost": 1, "finish": { "transfer_to": "salse" } """));

        Assert.Equal(("agents.desk.budget", "did you mean \"sales\"?"), (fault.Path, fault.Suggestion));
    }

    [Fact]
    public void Money_can_be_limited_only_where_there_are_prices()
    {
        var unpriced = Faults(""" "max_call_cost": 1 """, model: "deployment");

        Assert.Contains("\"deployment\" has no price", Assert.Single(unpriced).Why, StringComparison.Ordinal);
        Assert.Contains("Pricing:Models:deployment", unpriced[0].Suggestion, StringComparison.Ordinal);
        Assert.Empty(Faults(""" "max_call_cost": 1, "unpriced": "allow" """, model: "deployment"));
        Assert.Empty(Faults(""" "max_call_seconds": 60 """, model: "deployment"));
        Assert.Empty(Faults(""" "max_call_cost": 1 """, model: "gpt-realtime-2.1-2026-07-06"));
    }

    [Fact]
    public void A_day_can_be_limited_only_where_what_is_made_after_the_call_has_a_price_too()
    {
        const string Outcome = """ "outcome": { "model": "gpt-text", "schema": { "type": "object" } } """;
        const string Both = $$""" "after_call": { "summary": { "model": "gpt-text" }, {{Outcome}} },""";

        var unpriced = Assert.Single(Faults(""" "max_cost_per_day": 1 """, more: Both));

        Assert.Equal("agents.desk.budget", unpriced.Path);
        Assert.Contains("\"gpt-text\" of after_call has no price", unpriced.Why, StringComparison.Ordinal);
        Assert.Contains("Pricing:Models:gpt-text", unpriced.Suggestion, StringComparison.Ordinal);
        Assert.Single(Faults(""" "max_agent_cost_per_day": 1 """, more: $$""" "after_call": { {{Outcome}} },"""));
        Assert.Empty(Faults(""" "max_cost_per_day": 1, "unpriced": "allow" """, more: Both));
        Assert.Empty(Faults(""" "max_call_cost": 1 """, more: Both));
        Assert.Empty(Faults(""" "max_cost_per_day": 1 """, more: """ "after_call": { "summary": { "model": "gpt-realtime-2.1" } },"""));
    }

    [Fact]
    public void Calls_can_be_ended_at_a_day_limit_only_where_there_is_one()
    {
        Assert.Equal("budgets.b.ends_calls_at_day_limit", Assert.Single(Faults(""" "max_call_cost": 1, "ends_calls_at_day_limit": true """)).Path);
        Assert.Empty(Faults(""" "max_cost_per_day": 1, "ends_calls_at_day_limit": true """));
    }

    [Theory]
    [InlineData(""" "max_call_cost": 0 """)]
    [InlineData(""" "max_call_cost": 1, "wrap_up_at": 1 """)]
    [InlineData(""" "max_call_cost": 1, "unpriced": "maybe" """)]
    public void Values_that_make_no_sense_are_faults(string budget) => Assert.Single(Faults(budget));

    private static IReadOnlyList<PolicyFault> Faults(string budget, string model = "gpt-realtime-2.1", string more = "")
    {
        var text = $$"""
            {
              "agents": { "desk": { "model": "{{model}}", {{more}} "instructions": "Help.", "budget": "b", "transfer": { "destinations": { "sales": "tel:+4930123456" } } } },
              "budgets": { "b": { {{budget}} } },
              "rules": [ { "name": "all", "accept": { "agent": "desk" } } ]
            }
            """;
        var site = new PolicySite(["openai"], "openai") { Prices = new PriceTable(Options.Create(new PricingOptions())) };
        return PolicyReader.Read(System.Text.Encoding.UTF8.GetBytes(text), site).Faults;
    }
}
