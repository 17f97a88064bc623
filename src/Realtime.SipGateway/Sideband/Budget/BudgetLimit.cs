namespace Realtime.SipGateway.Sideband.Budget;

/// <summary>A limit that a call has come near to or used up.</summary>
/// <param name="Name"><c>call_cost</c>, <c>call_seconds</c> or <c>unpriced</c>.</param>
/// <param name="Used">How much of it.</param>
/// <param name="Max">All of it.</param>
/// <param name="IsHard">Used up; otherwise nearly so.</param>
internal readonly record struct BudgetLimit(string Name, decimal Used, decimal Max, bool IsHard);
