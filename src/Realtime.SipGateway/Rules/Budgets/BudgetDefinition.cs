namespace Realtime.SipGateway.Rules.Budgets;

/// <summary>What a call of an agent may use up.</summary>
public sealed record BudgetDefinition
{
    /// <summary>Whom it is for, for people.</summary>
    public string? Description { get; init; }

    /// <summary>Seconds from when the call came in, 10 to 3,600; then the call is hung up unless the caller has left the agent for a person.</summary>
    public required int MaxCallSeconds { get; init; }
}
