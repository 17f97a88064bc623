namespace Realtime.SipGateway.Api.Budgets;

/// <summary>What calls cost, held against the budgets of the policy in force.</summary>
/// <param name="PolicyVersion">The version whose budgets these are.</param>
/// <param name="Currency">ISO 4217 code of all sums.</param>
/// <param name="At">When it was looked up.</param>
/// <param name="Budgets">Each budget of the policy, also one that limits no day.</param>
/// <param name="Days">What the calls of all agents cost by the day (UTC), with agents that have no budget or are no longer in the policy; newest first, today among them.</param>
internal sealed record BudgetList(string PolicyVersion, string Currency, DateTimeOffset At, IReadOnlyList<BudgetView> Budgets, IReadOnlyList<SpentDay> Days);
