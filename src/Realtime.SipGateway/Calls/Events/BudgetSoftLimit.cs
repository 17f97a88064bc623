namespace Realtime.SipGateway.Calls.Events;

/// <summary><c>budget.soft_limit</c>: A budget is nearly used up; the model was told to come to an end.</summary>
/// <param name="Budget">Its name in the policy.</param>
/// <param name="Limit"><c>call_cost</c>, <c>call_seconds</c>, or of a day that is used up <c>agent_cost_per_day</c> or <c>cost_per_day</c>.</param>
/// <param name="Used">Seconds or money.</param>
/// <param name="Max">The hard limit.</param>
/// <param name="Currency">ISO 4217 code, of money.</param>
public sealed record BudgetSoftLimit(string Budget, string Limit, decimal Used, decimal Max, string? Currency = null) : CallEventData
{
    internal override string Type => "budget.soft_limit";
}
