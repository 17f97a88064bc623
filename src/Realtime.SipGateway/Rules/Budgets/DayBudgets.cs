using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Budget;

namespace Realtime.SipGateway.Rules.Budgets;

/// <summary>What the calls of an agent, and of all agents with the same budget, may cost in a calendar day.</summary>
internal static class DayBudgets
{
    public const string AgentDay = "agent_cost_per_day";
    public const string Day = "cost_per_day";

    /// <summary>RFC 3261 §21.4.18, Temporarily Unavailable: tomorrow it is another matter.</summary>
    private const int NotToday = 480;

    /// <summary>The day limit of the agent that is used up; null: none is.</summary>
    public static DayLimit? UsedUp(PolicyDocument document, string agent, DaySpending spending, DateTimeOffset now)
    {
        if (document.Agents.GetValueOrDefault(agent)?.Budget is not { } name || !document.Budgets.TryGetValue(name, out var budget))
        {
            return null;
        }

        foreach (var limit in Of(document, name, budget, [agent], spending, now))
        {
            if (limit.IsUsedUp)
            {
                return limit;
            }
        }

        return null;
    }

    /// <summary>Each day limit of a policy, with what is used of it.</summary>
    public static IEnumerable<DayLimit> All(PolicyDocument document, DaySpending spending, DateTimeOffset now) => document.Budgets.SelectMany(
        budget => Of(document, budget.Key, budget.Value, AgentsOf(document, budget.Key).Order(StringComparer.Ordinal), spending, now));

    /// <summary>The agents that name a budget.</summary>
    public static IReadOnlySet<string> AgentsOf(PolicyDocument document, string budget) =>
        document.Agents.Where(one => one.Value.Budget == budget).Select(one => one.Key).ToHashSet(StringComparer.Ordinal);

    /// <summary>Whose days a budget has.</summary>
    public static TimeZoneInfo ZoneOf(BudgetDefinition budget) => budget.TimeZone is { } id ? TimeZoneInfo.FindSystemTimeZoneById(id) : TimeZoneInfo.Utc;

    /// <summary>
    /// A decision that would give the call to an agent whose day budget is used up becomes the rule's fallback, or a refusal that says so.
    /// </summary>
    public static CallDecision Admit(CallDecision decision, CallFacts facts, PolicyDocument document, DaySpending spending, DateTimeOffset now)
    {
        if (!decision.Accepted || decision.Agent is not { } agent || UsedUp(document, agent, spending, now) is not { } limit)
        {
            return decision;
        }

        var why = $"budget {limit.Budget} of the day is used up";
        var admitted = decision with { Agent = null, Target = null, Targets = null, Overrides = null, Budget = limit.Budget, Explanation = [.. decision.Explanation, why] };
        return decision.Fallback is { } fallback && facts.Source == CallSourceKind.Sip
            ? admitted with { Destination = fallback, Fallback = null }
            : admitted with { Accepted = false, Fallback = null, SipStatus = NotToday, Reason = why };
    }

    private static IEnumerable<DayLimit> Of(
        PolicyDocument document, string name, BudgetDefinition budget, IEnumerable<string> agents, DaySpending spending, DateTimeOffset now)
    {
        var zone = ZoneOf(budget);
        if (budget.MaxAgentCostPerDay is { } ofAgent)
        {
            foreach (var agent in agents)
            {
                yield return new DayLimit(name, AgentDay, agent, spending.OfDay([agent], now, zone), ofAgent);
            }
        }

        if (budget.MaxCostPerDay is { } ofAll)
        {
            yield return new DayLimit(name, Day, Agent: null, spending.OfDay(AgentsOf(document, name), now, zone), ofAll);
        }
    }
}
