using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Rules.Budgets;
using Realtime.SipGateway.Sideband.Budget;
using Xunit;

namespace Realtime.SipGateway.Tests.Sideband.Budget;

public sealed class BudgetMachineTests
{
    private static readonly BudgetDefinition Both = new() { MaxCallSeconds = 100, MaxCallCost = 1m };

    [Fact]
    public void Each_limit_is_near_once_and_used_up_once()
    {
        var machine = new BudgetMachine(Both);

        Assert.Null(Next(machine, 0.79m, 79));
        Assert.Equal(new BudgetLimit("call_cost", 0.8m, 1m, false), Next(machine, 0.8m, 79));
        Assert.Null(Next(machine, 0.9m, 90));
        Assert.Equal(new BudgetLimit("call_cost", 1m, 1m, true), Next(machine, 1m, 90));
        Assert.Null(Next(machine, 5m, 500));
    }

    [Fact]
    public void Time_is_a_limit_like_money()
    {
        var machine = new BudgetMachine(Both);

        Assert.Equal(new BudgetLimit("call_seconds", 80, 100, false), Next(machine, 0, 80));
        Assert.Equal(new BudgetLimit("call_seconds", 100, 100, true), Next(machine, 0, 100));
    }

    [Fact]
    public void Who_passes_both_at_once_is_not_told_to_wrap_up() => Assert.True(Next(new BudgetMachine(Both), 3m, 10)!.Value.IsHard);

    [Fact]
    public void Without_a_soft_limit_the_hard_one_comes_alone()
    {
        var machine = new BudgetMachine(Both with { WrapUpAt = null });

        Assert.Null(Next(machine, 0.99m, 99));
        Assert.True(Next(machine, 0.99m, 100)!.Value.IsHard);
    }

    [Fact]
    public void What_has_no_price_uses_up_a_limit_on_money_unless_it_is_allowed()
    {
        Assert.Equal(new BudgetLimit("unpriced", 1, 0, true), Next(new BudgetMachine(Both), 0, 0, unpriced: 1));
        Assert.Null(Next(new BudgetMachine(Both with { Unpriced = BudgetDefinition.Allow }), 0, 0, unpriced: 1));
        Assert.Null(Next(new BudgetMachine(new BudgetDefinition { MaxCallSeconds = 100 }), 0, 0, unpriced: 1));
    }

    [Fact]
    public void The_next_look_is_due_when_time_alone_leads_further()
    {
        var machine = new BudgetMachine(Both);

        Assert.Equal(TimeSpan.FromSeconds(70), machine.Wait(TimeSpan.FromSeconds(10)));
        Next(machine, 0, 80);
        Assert.Equal(TimeSpan.FromSeconds(20), machine.Wait(TimeSpan.FromSeconds(80)));
        Next(machine, 0, 100);
        Assert.Null(machine.Wait(TimeSpan.FromSeconds(100)));
        Assert.Null(new BudgetMachine(new BudgetDefinition { MaxCallCost = 1 }).Wait(TimeSpan.Zero));
        Assert.Equal(TimeSpan.Zero, new BudgetMachine(Both).Wait(TimeSpan.FromSeconds(300)));
    }

    private static BudgetLimit? Next(BudgetMachine machine, decimal cost, double age, int unpriced = 0) =>
        machine.Next(new CallSpend(cost, "USD", unpriced), TimeSpan.FromSeconds(age));
}
