using System.Globalization;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Rules.Budgets;

namespace Realtime.SipGateway.Sideband.Budget;

/// <summary>
/// Holds a conversation to the budget of the agent that talks: near a limit the model is told to come to an end, at the limit the call is left
/// by the budget's <c>finish</c>. From then on at most that last sentence is spoken: whatever else begins is cancelled. A caller for whom
/// somebody else is being rung stays until that is decided; the agent is silent meanwhile.
/// </summary>
internal sealed class BudgetGuard(SessionParts parts) : SessionFeature
{
    private const string WrapUp =
        "The time or the money for this call is nearly used up. Come to a friendly end now: settle what is open in a sentence or two, then say goodbye.";

    /// <summary>The platform's timers and the wall clock differ a little: what fired early is set again, and never at once.</summary>
    private static readonly TimeSpan MinWait = TimeSpan.FromMilliseconds(5);

    private (string Name, BudgetDefinition Definition, BudgetMachine Machine)? _budget = Of(parts.Agent);
    private SidebandAgent _agent = parts.Agent;
    private bool _told;
    private bool _dayIsOver;
    private BudgetLimit? _day;
    private CallSpend? _checked;
    private bool _fired;
    private DateTimeOffset? _heldSince;

    private TimeSpan Age => parts.Time.GetUtcNow() - parts.Call.StartedAt;

    public override void Opened(bool again)
    {
        if (again && _told && !parts.Exit.HasBegun)
        {
            Tell();
        }

        Wait();
    }

    public override void Take(ServerEvent received)
    {
        if (received is ServerEvent.ResponseDone && !parts.Exit.HasBegun)
        {
            CheckDay();
        }
        else if (received is ServerEvent.ResponseCreated created && (parts.Exit.HasBegun || _heldSince is not null)
            && created.ResponseId != parts.Sequencer.ClosingResponse)
        {
            // The service began it by itself, or it was asked for just before.
            parts.Outbox.Add(ClientEvents.ResponseCancel(parts.Outbox.NextEventId(), created.ResponseId));
        }
    }

    public override void Check()
    {
        if (_budget is not { } budget || parts.Exit.HasBegun)
        {
            Release();
            return;
        }

        // Most events cost nothing: only money, the time that was set, a day that is over or somebody else's telephone changes what was found last.
        var spend = parts.Call.Spend;
        if (spend == _checked && !_fired && _day is null && _heldSince is null)
        {
            return;
        }

        _checked = spend;
        if ((_day ?? budget.Machine.Reached(spend, Age)) is { } reached && HoldsBack(reached))
        {
            return;
        }

        Release();
        if ((_day ?? budget.Machine.Next(spend, Age)) is not { } limit)
        {
            if (_fired)
            {
                Wait();
            }

            return;
        }

        var currency = limit.Name switch
        {
            BudgetMachine.Cost => spend.Currency,
            DayBudgets.AgentDay or DayBudgets.Day => parts.Call.DaySpending?.Currency,
            _ => null,
        };
        if (limit.IsHard)
        {
            Leave(budget.Name, budget.Definition, limit, currency);
        }
        else
        {
            parts.Call.Record(new BudgetSoftLimit(budget.Name, limit.Name, limit.Used, limit.Max, currency));
            Tell();

            // The next one may be reached as well.
            _checked = null;
        }

        Wait();
    }

    public override void Due(Deadline deadline) => _fired |= deadline == Deadline.Budget;

    /// <summary>What was used up to now counts for the next agent's budget as well: the limits are those of a call.</summary>
    public override void SwitchTo(SidebandAgent agent)
    {
        (_agent, _budget, _told, _dayIsOver, _day, _checked) = (agent, Of(agent), false, false, null, null);
        Release();
        Wait();
    }

    private static (string Name, BudgetDefinition Definition, BudgetMachine Machine)? Of(SidebandAgent agent) =>
        agent.Definition.Budget is { } name && agent.Document.Budgets.TryGetValue(name, out var definition)
            ? (name, definition, new BudgetMachine(definition))
            : null;

    /// <summary>A day that is used up takes a call that has begun from its caller only where the budget says so: else the model is told to come to an end.</summary>
    private void CheckDay()
    {
        if (_dayIsOver || parts.Call.DaySpending is not { } spending
            || DayBudgets.UsedUp(_agent.Document, _agent.Name, spending, parts.Time.GetUtcNow()) is not { } limit)
        {
            return;
        }

        _dayIsOver = true;
        if (_budget is { Definition.EndsCallsAtDayLimit: true })
        {
            _day = new BudgetLimit(limit.Limit, limit.Used, limit.Max, IsHard: true);
            return;
        }

        parts.Call.Record(new BudgetSoftLimit(limit.Budget, limit.Limit, limit.Used, limit.Max, spending.Currency));
        Tell();
    }

    /// <summary>The limit is reached while the caller is being put through: nothing more is said, and the call is left only when that came to nothing.</summary>
    private bool HoldsBack(BudgetLimit limit)
    {
        var now = parts.Time.GetUtcNow();
        if (!(parts.Call.IsTransferring || parts.Tools.IsTransferring) || now - _heldSince >= BudgetGrace.Transfer)
        {
            return false;
        }

        if (_heldSince is null)
        {
            _heldSince = now;
            parts.Sequencer.Hold();
            if (parts.Sequencer.Active != parts.Tools.HeldResponse)
            {
                CancelActive(limit);
            }
        }

        parts.Deadlines.Set(Deadline.Budget, BudgetGrace.Pause);
        return true;
    }

    private void Release()
    {
        if (_heldSince is not null)
        {
            _heldSince = null;
            parts.Sequencer.Release();
        }
    }

    private void CancelActive(BudgetLimit limit)
    {
        if (limit.Name != BudgetMachine.Seconds && parts.Sequencer.Active is { } responseId)
        {
            // It would cost more than the last sentence that is due.
            parts.Outbox.Add(ClientEvents.ResponseCancel(parts.Outbox.NextEventId(), responseId));
        }
    }

    private void Tell()
    {
        _told = true;
        parts.Outbox.Add(ClientEvents.SystemItem(parts.Outbox.NextEventId(), _budget?.Definition.WrapUp ?? WrapUp));
    }

    private void Leave(string name, BudgetDefinition definition, BudgetLimit limit, string? currency)
    {
        var outcome = new CallOutcome(CallEndedBy.Policy, CallCause.BudgetExhausted, null, string.Create(CultureInfo.InvariantCulture, $"budget {name}: {Text(limit, currency)}"));
        parts.Call.Record(new BudgetHardLimit(name, limit.Name, limit.Used, limit.Max, currency));
        CancelActive(limit);
        parts.Exit.Begin(definition.Finish, outcome, hasWaited: true);
    }

    private static string Text(BudgetLimit limit, string? currency) => limit.Name switch
    {
        BudgetMachine.Cost => string.Create(CultureInfo.InvariantCulture, $"{limit.Max:0.####} {currency}"),
        DayBudgets.AgentDay or DayBudgets.Day => string.Create(CultureInfo.InvariantCulture, $"{limit.Max:0.####} {currency} a day"),
        BudgetMachine.Seconds => string.Create(CultureInfo.InvariantCulture, $"{limit.Max} s"),
        _ => "something without a price was used",
    };

    private void Wait()
    {
        _fired = false;
        if (_budget?.Machine.Wait(Age) is { } wait && !parts.Exit.HasBegun)
        {
            parts.Deadlines.Set(Deadline.Budget, wait > MinWait ? wait : MinWait);
        }
        else
        {
            parts.Deadlines.Cancel(Deadline.Budget);
        }
    }
}
