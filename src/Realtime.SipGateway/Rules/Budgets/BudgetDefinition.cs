namespace Realtime.SipGateway.Rules.Budgets;

/// <summary>What a call of an agent may use up. At least one limit is set.</summary>
public sealed record BudgetDefinition
{
    /// <summary>What nobody can price ends the call: the limit holds whatever happens.</summary>
    public const string Refuse = "refuse";

    /// <summary>What nobody can price is not counted.</summary>
    public const string Allow = "allow";

    /// <summary>Whom it is for, for people.</summary>
    public string? Description { get; init; }

    /// <summary>Seconds from when the call came in, 10 to 3,600; then the call is left by <see cref="Finish"/> unless the caller has left the agent for a person.</summary>
    public int? MaxCallSeconds { get; init; }

    /// <summary>What all responses and transcriptions of the call may cost, in <c>Pricing:Currency</c>; above 0.</summary>
    public decimal? MaxCallCost { get; init; }

    /// <summary>What the calls of each agent that names the budget may cost in a calendar day.</summary>
    public decimal? MaxAgentCostPerDay { get; init; }

    /// <summary>What the calls of all agents that name the budget may cost together in a calendar day.</summary>
    public decimal? MaxCostPerDay { get; init; }

    /// <summary>IANA time zone in which the day begins; null: UTC.</summary>
    public string? TimeZone { get; init; }

    /// <summary>True: calls that run are left by <see cref="Finish"/> when the day is used up; false: their model is told to come to an end.</summary>
    public bool EndsCallsAtDayLimit { get; init; }

    internal bool LimitsMoney => MaxCallCost is not null || LimitsDay;

    internal bool LimitsDay => (MaxAgentCostPerDay ?? MaxCostPerDay) is not null;

    /// <summary>The part of a limit, 0.1 to 0.99, at which the model is told to come to an end; null: it is told nothing.</summary>
    public double? WrapUpAt { get; init; } = 0.8;

    /// <summary>What the model is told then; null: the gateway's own words.</summary>
    public string? WrapUp { get; init; }

    /// <summary>How a call that has used up its budget is left; null: it ends without a word.</summary>
    public FinishDefinition? Finish { get; init; }

    /// <summary><see cref="Refuse"/> or <see cref="Allow"/>: models without a price in a call whose cost is limited.</summary>
    public string Unpriced { get; init; } = Refuse;
}
