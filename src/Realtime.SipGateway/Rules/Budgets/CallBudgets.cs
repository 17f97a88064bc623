using Realtime.SipGateway.Calls;

namespace Realtime.SipGateway.Rules.Budgets;

/// <summary>
/// Ends calls whose agent's budget is used up, however they came in. The budget is that of the version which decided the call, and its time
/// runs from when the call came, so that a call that another process took over gets no more of it.
/// </summary>
internal sealed class CallBudgets(PolicyStore policies, TimeProvider time, ILogger<CallBudgets> log) : ICallObserver
{
    /// <summary>A leg that cannot be hung up for a moment is asked again.</summary>
    private const int MaxTries = 3;

    public void OnChanged(Call call, CallState state)
    {
        if (state == CallState.Accepted)
        {
            Watch(call);
        }
    }

    public void OnAgentSwitched(Call call) => Watch(call);

    private void Watch(Call call)
    {
        if (call.Progress.State == CallState.Accepted && call.Agent is { } agent && BudgetOf(call, agent) is { Definition.MaxCallSeconds: { } seconds } budget)
        {
            // Ends with the call, at the latest: nobody has to wait for it.
            _ = WatchAsync(call, agent, budget.Name, seconds, BudgetGrace.Of(budget.Definition.Finish));
        }
    }

    private (string Name, BudgetDefinition Definition)? BudgetOf(Call call, string agent)
    {
        var document = call.Decision is { } decision ? policies.Find(decision.PolicyVersion)?.Document : null;
        return document?.Agents.GetValueOrDefault(agent)?.Budget is { } name && document.Budgets.TryGetValue(name, out var definition)
            ? (name, definition)
            : null;
    }

    private async Task WatchAsync(Call call, string agent, string name, int seconds, TimeSpan grace)
    {
        // :: Step 1: the conversation itself takes leave at the limit; who is still there after this long is hung up.
        await WaitAsync(call, call.StartedAt.AddSeconds(seconds) + grace);

        // :: Step 2: but not while somebody else is being rung for the caller. If nobody answers, the conversation takes leave after that.
        if (call.IsTransferring)
        {
            await TransferEndsAsync(call, time.GetUtcNow() + BudgetGrace.Transfer);
            await WaitAsync(call, time.GetUtcNow() + grace);
        }

        // :: Step 3
        for (var attempt = 1; attempt <= MaxTries && Has(call, agent); attempt++)
        {
            try
            {
                await call.Control.HangUpAsync(
                    new CallOutcome(CallEndedBy.Policy, CallCause.BudgetExhausted, null, $"budget {name}: {seconds} s"), CancellationToken.None);
                return;
            }
#pragma warning disable CA1031 // Whatever the leg's trouble is: the call must not go on for it.
            catch (Exception fault)
#pragma warning restore CA1031
            {
                log.HangUpFailed(fault, call.Id, name);
                await Task.Delay(BudgetGrace.Pause, time, call.Ended).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task TransferEndsAsync(Call call, DateTimeOffset latest)
    {
        while (call.IsTransferring && !call.AgentLeft.IsCancellationRequested && time.GetUtcNow() < latest)
        {
            await WaitAsync(call, time.GetUtcNow() + BudgetGrace.Pause);
        }
    }

    private async Task WaitAsync(Call call, DateTimeOffset until)
    {
        var left = until - time.GetUtcNow();
        await Task.Delay(left > TimeSpan.Zero ? left : TimeSpan.Zero, time, call.AgentLeft).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>An agent that handed the call on is watched no more: the next one has a budget of its own.</summary>
    private static bool Has(Call call, string agent) =>
        !call.AgentLeft.IsCancellationRequested && call.Progress.State == CallState.Accepted && call.Agent == agent;
}
