namespace Realtime.SipGateway.Calls;

/// <summary>Who has a call beside the agent that was decided on first. On any thread.</summary>
internal sealed class CallAgents(string? current = null, IReadOnlyList<string>? earlier = null)
{
    private readonly Lock _gate = new();
    private volatile string? _current = current;
    private volatile IReadOnlyList<string> _earlier = earlier ?? [];

    /// <summary>The agent that the call was handed to; null: the decision's still has it.</summary>
    public string? Current => _current;

    /// <summary>Agents that had the call before, each once, in order.</summary>
    public IReadOnlyList<string> Earlier => _earlier;

    /// <summary>As another process left them; one that did not know of earlier agents names only who has the call now.</summary>
    public static CallAgents Of(CallSnapshot snapshot) => new(
        snapshot.Agent,
        snapshot.EarlierAgents ?? (snapshot is { Agent: { } agent, Decision.Agent: { } first } && agent != first ? [first] : []));

    /// <param name="before">Who has the call now; null: no agent.</param>
    /// <param name="agent">Who has it from now on.</param>
    public void Switch(string? before, string agent)
    {
        lock (_gate)
        {
            if (before is not null && !_earlier.Contains(before, StringComparer.Ordinal))
            {
                _earlier = [.. _earlier, before];
            }

            _current = agent;
        }
    }
}
