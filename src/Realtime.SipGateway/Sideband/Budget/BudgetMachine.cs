using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Rules.Budgets;

namespace Realtime.SipGateway.Sideband.Budget;

/// <summary>When a call has come near to a limit of its budget, once, and when it has used one up, once. Pure: what was used in, what follows from it out.</summary>
internal sealed class BudgetMachine(BudgetDefinition definition)
{
    public const string Cost = "call_cost";
    public const string Seconds = "call_seconds";
    public const string Unpriced = "unpriced";

    private bool _wasNear;
    private bool _isOver;

    /// <summary>What follows now; null: nothing, or nothing new.</summary>
    /// <param name="spend">What the call has cost.</param>
    /// <param name="age">Since it came in.</param>
    public BudgetLimit? Next(CallSpend spend, TimeSpan age)
    {
        if (_isOver)
        {
            return null;
        }

        if (Over(spend, age) is { } over)
        {
            _isOver = true;
            return over;
        }

        if (!_wasNear && Near(spend, age) is { } near)
        {
            _wasNear = true;
            return near;
        }

        return null;
    }

    /// <summary>The hard limit that is reached and was not told yet; null: none is. Tells nothing.</summary>
    public BudgetLimit? Reached(CallSpend spend, TimeSpan age) => _isOver ? null : Over(spend, age);

    /// <summary>Until time alone leads to the next step; null: never.</summary>
    public TimeSpan? Wait(TimeSpan age)
    {
        if (_isOver || definition.MaxCallSeconds is not { } max)
        {
            return null;
        }

        var near = definition.WrapUpAt is { } part && !_wasNear ? TimeSpan.FromSeconds(max * part) : TimeSpan.FromSeconds(max);
        return near > age ? near - age : TimeSpan.Zero;
    }

    private BudgetLimit? Over(CallSpend spend, TimeSpan age)
    {
        if (definition.MaxCallCost is { } cost && spend.Cost >= cost)
        {
            return new BudgetLimit(Cost, spend.Cost, cost, IsHard: true);
        }

        if (definition.LimitsMoney && spend.Unpriced > 0 && definition.Unpriced == BudgetDefinition.Refuse)
        {
            return new BudgetLimit(Unpriced, spend.Unpriced, 0, IsHard: true);
        }

        return definition.MaxCallSeconds is { } seconds && age >= TimeSpan.FromSeconds(seconds)
            ? new BudgetLimit(Seconds, Whole(age), seconds, IsHard: true)
            : null;
    }

    private BudgetLimit? Near(CallSpend spend, TimeSpan age)
    {
        if (definition.WrapUpAt is not { } part)
        {
            return null;
        }

        if (definition.MaxCallCost is { } cost && spend.Cost >= cost * (decimal)part)
        {
            return new BudgetLimit(Cost, spend.Cost, cost, IsHard: false);
        }

        return definition.MaxCallSeconds is { } seconds && age >= TimeSpan.FromSeconds(seconds * part)
            ? new BudgetLimit(Seconds, Whole(age), seconds, IsHard: false)
            : null;
    }

    private static decimal Whole(TimeSpan age) => (decimal)Math.Round(age.TotalSeconds);
}
