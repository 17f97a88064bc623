namespace Realtime.SipGateway.Rules.Budgets;

/// <summary>How much of a day budget is used.</summary>
/// <param name="Budget">Its name in the policy.</param>
/// <param name="Limit"><c>agent_cost_per_day</c> or <c>cost_per_day</c>.</param>
/// <param name="Agent">Whose calls are limited; null: those of all agents that name the budget, together.</param>
/// <param name="Used">Money, of the calendar day in the budget's time zone.</param>
/// <param name="Max">All of it, above 0.</param>
internal readonly record struct DayLimit(string Budget, string Limit, string? Agent, decimal Used, decimal Max)
{
    public bool IsUsedUp => Used >= Max;

    /// <summary>The used part, 1 when it is used up; above it by what calls under way still cost.</summary>
    public double Fraction => (double)(Used / Max);

    public decimal Left => Math.Max(0, Max - Used);
}
