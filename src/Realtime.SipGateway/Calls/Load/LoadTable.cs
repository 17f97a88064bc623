using System.Collections.Concurrent;

namespace Realtime.SipGateway.Calls.Load;

/// <summary>
/// Counts the calls that live, by trunk and by agent, and those that each caller made in the last hour. Counted when a call comes in and when it is
/// decided: calls that come in together may each see the last free place.
/// </summary>
internal sealed class LoadTable(TimeProvider time)
{
    private readonly ConcurrentDictionary<CallId, Place> _places = new();
    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _trunks = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, int> _agents = new(StringComparer.Ordinal);
    private readonly CallerWindow _callers = new(time);
    private IReadOnlyDictionary<string, int>? _agentsNow;
    private int _calls;

    /// <summary>What the call finds; from now on it counts itself.</summary>
    public CallLoad Enter(CallId call, string? trunk, string caller)
    {
        _places[call] = new Place(trunk ?? "", null);
        lock (_gate)
        {
            var found = LookLocked(trunk, _callers.Add(caller));
            _calls++;
            Add(_trunks, trunk ?? "", 1);
            return found;
        }
    }

    /// <summary>A call that another process began.</summary>
    public void Resume(CallId call, string? trunk, string? agent)
    {
        _places[call] = new Place(trunk ?? "", agent);
        lock (_gate)
        {
            _calls++;
            Add(_trunks, trunk ?? "", 1);
            AddAgent(agent, 1);
        }
    }

    public CallLoad Look(string? trunk, string caller)
    {
        lock (_gate)
        {
            return LookLocked(trunk, _callers.Count(caller));
        }
    }

    /// <summary>The call moved on.</summary>
    public void Apply(CallId call, CallState state, string? agent)
    {
        switch (state)
        {
            case CallState.Decided when agent is not null:
                Change(call, agent);
                break;
            case CallState.Transferred:
                Change(call, null);
                break;
            case CallState.Ended or CallState.HandedOver:
                Leave(call);
                break;
        }
    }

    /// <summary>Another agent has the call, or none.</summary>
    public void Switch(CallId call, string? agent) => Change(call, agent);

    private void Change(CallId call, string? agent)
    {
        lock (_gate)
        {
            if (_places.TryGetValue(call, out var place) && place.Agent != agent)
            {
                _places[call] = place with { Agent = agent };
                AddAgent(place.Agent, -1);
                AddAgent(agent, 1);
            }
        }
    }

    private void Leave(CallId call)
    {
        lock (_gate)
        {
            if (_places.TryRemove(call, out var place))
            {
                _calls--;
                Add(_trunks, place.Trunk, -1);
                AddAgent(place.Agent, -1);
            }
        }
    }

    private CallLoad LookLocked(string? trunk, int callerLastHour) =>
        new(_calls, _trunks.GetValueOrDefault(trunk ?? ""), callerLastHour, _agentsNow ??= new Dictionary<string, int>(_agents, StringComparer.Ordinal));

    private void AddAgent(string? agent, int change)
    {
        if (agent is not null)
        {
            Add(_agents, agent, change);
            _agentsNow = null;
        }
    }

    private static void Add(Dictionary<string, int> counts, string name, int change)
    {
        var count = counts.GetValueOrDefault(name) + change;
        if (count > 0)
        {
            counts[name] = count;
        }
        else
        {
            counts.Remove(name);
        }
    }

    private readonly record struct Place(string Trunk, string? Agent);
}
