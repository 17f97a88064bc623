namespace Realtime.SipGateway.Rules.Budgets;

/// <summary>What is wrong with budgets that the schema cannot say: limits that cannot be held, ways out that the agent does not have.</summary>
internal static class BudgetFaults
{
    public static void Check(PolicyDocument document, PolicySite site, List<PolicyFault> faults)
    {
        foreach (var (name, budget) in document.Budgets)
        {
            if (budget is { MaxCallSeconds: null, LimitsMoney: false })
            {
                faults.Add(new PolicyFault($"budgets.{name}", "limits nothing", null, "set max_call_seconds, max_call_cost, max_agent_cost_per_day or max_cost_per_day"));
            }

            if (budget.TimeZone is { } zone && !TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _))
            {
                faults.Add(new PolicyFault($"budgets.{name}.time_zone", "is no time zone", PolicyValidator.Quote(zone), "write it as Europe/Berlin"));
            }

            if (budget is { EndsCallsAtDayLimit: true, LimitsDay: false })
            {
                faults.Add(new PolicyFault($"budgets.{name}.ends_calls_at_day_limit", "has no limit of a day to end calls at", null, "set max_agent_cost_per_day or max_cost_per_day"));
            }

            if (budget is { WrapUpAt: null, WrapUp: not null })
            {
                faults.Add(new PolicyFault($"budgets.{name}.wrap_up", "is never said, for wrap_up_at is null", null, "remove it or set \"wrap_up_at\": 0.8"));
            }
        }

        foreach (var (name, agent) in document.Agents)
        {
            if (agent.Budget is { } used && document.Budgets.TryGetValue(used, out var budget))
            {
                CheckAgent($"agents.{name}.budget", agent, used, budget, site, faults);
            }
        }
    }

    private static void CheckAgent(string path, AgentDefinition agent, string name, BudgetDefinition budget, PolicySite site, List<PolicyFault> faults)
    {
        if (budget.Finish?.TransferTo is { } destination && !(agent.Transfer?.Destinations.ContainsKey(destination) ?? false))
        {
            faults.Add(new PolicyFault(
                path, $"ends with a transfer to \"{destination}\", which is no transfer destination of the agent", PolicyValidator.Quote(name),
                NearestName.Advice(destination, agent.Transfer?.Destinations.Keys ?? []) ?? "add it to the agent's transfer.destinations"));
        }

        if (budget is not { LimitsMoney: true, Unpriced: BudgetDefinition.Refuse } || site.Prices is not { } prices)
        {
            return;
        }

        if (!prices.Knows(agent.Model))
        {
            faults.Add(Unpriced($"the model \"{agent.Model}\"", $"Pricing:Models:{agent.Model}"));
        }

        if (agent.Transcription is { } transcription && !prices.KnowsTranscription(transcription))
        {
            faults.Add(Unpriced($"the transcription \"{transcription}\"", $"Pricing:Transcription:{transcription}"));
        }

        if (budget.LimitsDay)
        {
            // The call's own limit does not count them: it is over then.
            foreach (var model in new[] { agent.AfterCall?.Summary?.Model, agent.AfterCall?.Outcome?.Model }.OfType<string>().Distinct(StringComparer.Ordinal).Where(model => !prices.Knows(model)))
            {
                faults.Add(Unpriced($"the model \"{model}\" of after_call", $"Pricing:Models:{model}"));
            }
        }

        PolicyFault Unpriced(string what, string key) => new(
            path, $"limits money, but {what} has no price today", PolicyValidator.Quote(name), $"add {key}, begun by now, to the settings or set \"unpriced\": \"allow\" at the budget");
    }
}
