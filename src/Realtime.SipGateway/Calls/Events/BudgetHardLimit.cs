namespace Realtime.SipGateway.Calls.Events;

/// <summary><c>budget.hard_limit</c>: A budget is used up; the conversation is being left.</summary>
/// <param name="Budget">Its name in the policy.</param>
/// <param name="Limit"><c>call_cost</c>, <c>call_seconds</c>, of a day <c>agent_cost_per_day</c> or <c>cost_per_day</c>, or <c>unpriced</c>: something was used whose price is not known.</param>
/// <param name="Used">Seconds, money, or how much has no price.</param>
/// <param name="Max">The limit.</param>
/// <param name="Currency">ISO 4217 code, of money.</param>
public sealed record BudgetHardLimit(string Budget, string Limit, decimal Used, decimal Max, string? Currency = null) : CallEventData
{
    internal override string Type => "budget.hard_limit";
}
