namespace Realtime.SipGateway.Rules.Budgets;

/// <summary>How much of a day budget is used.</summary>
/// <param name="Budget">Its name in the policy.</param>
/// <param name="Limit"><c>agent_cost_per_day</c> or <c>cost_per_day</c>.</param>
/// <param name="Used">Money, of the calendar day in the budget's time zone.</param>
/// <param name="Max">All of it.</param>
internal readonly record struct DayLimit(string Budget, string Limit, decimal Used, decimal Max)
{
    public bool IsUsedUp => Used >= Max;
}
