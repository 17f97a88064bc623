namespace Realtime.SipGateway.Api.Budgets;

/// <summary>One budget of the policy.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Description">Whom it is for.</param>
/// <param name="Agents">Agents that name it.</param>
/// <param name="MaxCallSeconds">Limit of a call.</param>
/// <param name="MaxCallCost">Limit of a call.</param>
/// <param name="TimeZone">Whose days it has.</param>
/// <param name="Day">Today, in that zone.</param>
/// <param name="ResetsAt">When tomorrow begins there.</param>
/// <param name="Limits">Its limits of a day, each with what is used.</param>
/// <param name="Days">What the calls of its agents cost by the day of its zone, newest first.</param>
internal sealed record BudgetView(
    string Name, string? Description, IReadOnlyList<string> Agents, int? MaxCallSeconds, decimal? MaxCallCost, string TimeZone, DateOnly Day,
    DateTimeOffset ResetsAt, IReadOnlyList<BudgetLimitView> Limits, IReadOnlyList<SpentDay> Days);
