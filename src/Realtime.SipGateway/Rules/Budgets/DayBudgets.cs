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

        foreach (var limit in Of(document, name, budget, agent, spending, now))
        {
            if (limit.IsUsedUp)
            {
                return limit;
            }
        }

        return null;
    }

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
        PolicyDocument document, string name, BudgetDefinition budget, string agent, DaySpending spending, DateTimeOffset now)
    {
        var zone = budget.TimeZone is { } id ? TimeZoneInfo.FindSystemTimeZoneById(id) : TimeZoneInfo.Utc;
        if (budget.MaxAgentCostPerDay is { } ofAgent)
        {
            yield return new DayLimit(name, AgentDay, spending.OfDay([agent], now, zone), ofAgent);
        }

        if (budget.MaxCostPerDay is { } ofAll)
        {
            var agents = document.Agents.Where(one => one.Value.Budget == name).Select(one => one.Key).ToHashSet(StringComparer.Ordinal);
            yield return new DayLimit(name, Day, spending.OfDay(agents, now, zone), ofAll);
        }
    }
}
