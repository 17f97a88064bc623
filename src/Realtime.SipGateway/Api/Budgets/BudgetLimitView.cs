namespace Realtime.SipGateway.Api.Budgets;

/// <summary>One limit of a day, and what is used of it.</summary>
/// <param name="Limit"><c>agent_cost_per_day</c> or <c>cost_per_day</c>.</param>
/// <param name="Agent">Whose calls it limits; null: those of all agents with the budget together.</param>
/// <param name="Spent">Today.</param>
/// <param name="Max">All of it.</param>
/// <param name="Left">Never below 0.</param>
/// <param name="Fraction">The spent part; above 1 by what calls under way still cost.</param>
/// <param name="UsedUp">True: the agents get no more calls today.</param>
internal sealed record BudgetLimitView(string Limit, string? Agent, decimal Spent, decimal Max, decimal Left, double Fraction, bool UsedUp);
