namespace Realtime.SipGateway.Calls.Budget;

/// <summary>What an agent's calls cost in a quarter of an hour.</summary>
/// <param name="From">Its beginning, in UTC: days of every time zone are made of whole quarters.</param>
/// <param name="Agent">Name of the agent.</param>
/// <param name="Cost">In the configured currency.</param>
public sealed record SpentSlot(DateTimeOffset From, string Agent, decimal Cost);
