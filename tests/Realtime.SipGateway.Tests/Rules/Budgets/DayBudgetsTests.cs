using System.Text;
using Microsoft.Extensions.Options;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Budget;
using Realtime.SipGateway.Calls.Pricing;
using Realtime.SipGateway.Rules;
using Realtime.Testing;
using Xunit;

namespace Realtime.SipGateway.Tests.Rules.Budgets;

public sealed class DayBudgetsTests
{
    private static readonly CallFacts Facts = new() { Source = CallSourceKind.Sip, Dialled = "+1" };

    private readonly ManualTimeProvider _time = new();
    private readonly DaySpending _spending = new(Options.Create(new PricingOptions()));

    [Fact]
    public void A_call_for_an_agent_whose_day_is_used_up_is_refused_with_the_reason_until_tomorrow()
    {
        var policies = Published(""" "max_agent_cost_per_day": 5 """);
        _spending.Add(_time.GetUtcNow(), "desk", 4.99m);
        _spending.Add(_time.GetUtcNow(), "other", 100m);
        Assert.True(Decide(policies).Accepted);

        _spending.Add(_time.GetUtcNow(), "desk", 0.01m);
        var refused = Decide(policies);

        Assert.Equal((false, 480, "budget b of the day is used up", "b"), (refused.Accepted, refused.SipStatus, refused.Reason, refused.Budget));
        Assert.Equal("budget b of the day is used up", refused.Explanation[^1]);
        Assert.Null(refused.Agent);
        _time.Advance(TimeSpan.FromDays(1));
        Assert.True(Decide(policies).Accepted);
    }

    [Fact]
    public void Agents_with_the_same_budget_share_what_it_allows_all_of_them()
    {
        var policies = Published(""" "max_cost_per_day": 5 """);
        _spending.Add(_time.GetUtcNow(), "desk", 2m);
        _spending.Add(_time.GetUtcNow(), "other", 3m);
        _spending.Add(_time.GetUtcNow(), "free", 100m);

        Assert.Equal("b", Decide(policies).Budget);
    }

    [Fact]
    public void Where_the_rule_has_a_fallback_the_caller_goes_there()
    {
        var policies = Published(""" "max_cost_per_day": 5 """, """, "fallback": "desk-phone" """);
        _spending.Add(_time.GetUtcNow(), "desk", 5m);

        var decision = Decide(policies);
        Assert.Equal((true, "desk-phone", null, "b"), (decision.Accepted, decision.Destination, decision.Agent, decision.Budget));
    }

    [Fact]
    public void Nobody_is_refused_where_nothing_is_limited_by_the_day()
    {
        var policies = Published(""" "max_call_cost": 5 """);
        _spending.Add(_time.GetUtcNow(), "desk", 500m);

        Assert.True(Decide(policies).Accepted);
    }

    [Fact]
    public void An_unknown_time_zone_is_a_fault() => Assert.Equal(
        "budgets.b.time_zone", Assert.Single(PolicyText.Read(Text(""" "max_cost_per_day": 5, "time_zone": "Europe/Berlim" """, "")).Faults).Path);

    private static CallDecision Decide(PolicyStore policies) => policies.Admit(RuleEngine.Decide(policies.Current, Facts, "openai"), Facts);

    private static string Text(string budget, string accept) => $$"""
        {
          "agents": {
            "desk": { "model": "gpt-realtime-2.1", "instructions": "Help.", "budget": "b" },
            "other": { "model": "gpt-realtime-2.1", "instructions": "Help.", "budget": "b" },
            "free": { "model": "gpt-realtime-2.1", "instructions": "Help." }
          },
          "budgets": { "b": { {{budget}} } },
          "rules": [ { "name": "all", "accept": { "agent": "desk"{{accept}} } } ]
        }
        """;

    private PolicyStore Published(string budget, string accept = "")
    {
        var policies = new PolicyStore(new PolicySite(["openai"], "openai") { Spending = _spending, Destinations = ["desk-phone"] }, _time);
        Assert.Empty(policies.Publish(Encoding.UTF8.GetBytes(Text(budget, accept))));
        return policies;
    }
}
