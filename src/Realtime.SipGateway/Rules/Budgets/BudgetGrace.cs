namespace Realtime.SipGateway.Rules.Budgets;

/// <summary>How long a call may outlive its budget for the caller's sake.</summary>
internal static class BudgetGrace
{
    /// <summary>The conversation writes down why it ends, and ends.</summary>
    public static readonly TimeSpan End = TimeSpan.FromSeconds(2);

    /// <summary>A last sentence is said and heard.</summary>
    public static readonly TimeSpan Say = TimeSpan.FromSeconds(30);

    /// <summary>As <see cref="Say"/>, and a person's telephone rings.</summary>
    public static readonly TimeSpan Transfer = TimeSpan.FromMinutes(2);

    /// <summary>Between looks whether it still rings.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    public static TimeSpan Of(FinishDefinition? finish) => finish switch
    {
        { TransferTo: not null } => Transfer,
        { Say: not null } => Say,
        _ => End,
    };
}
