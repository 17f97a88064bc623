namespace Realtime.SipGateway.Api.Budgets;

/// <summary>What calls cost on one day.</summary>
/// <param name="Day">The day.</param>
/// <param name="Spent">By all the agents in question.</param>
/// <param name="Agents">By each that spent something.</param>
internal sealed record SpentDay(DateOnly Day, decimal Spent, IReadOnlyDictionary<string, decimal> Agents);
