using Realtime.SipGateway.Calls;

namespace Realtime.SipGateway.Sideband.Tools.Later;

/// <summary>
/// A conversation that takes late results, each once: a callback, the store and a take-over may bring the same one at the same moment.
/// </summary>
internal sealed class LateSession(Action<ToolExecution> take)
{
    private readonly HashSet<string> _given = new(StringComparer.Ordinal);
    private bool _isOver;

    public bool IsOf(Action<ToolExecution> other) => take == other;

    /// <summary>False: the conversation is over and did not get it.</summary>
    public bool Give(ToolExecution execution)
    {
        lock (_given)
        {
            if (!_isOver && _given.Add(execution.Id))
            {
                take(execution);
                return true;
            }

            return _given.Contains(execution.Id);
        }
    }

    /// <summary>Nothing is given after this.</summary>
    public void End()
    {
        lock (_given)
        {
            _isOver = true;
        }
    }
}
