using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Realtime.Simulator.Settings;

namespace Realtime.Simulator.Calls;

/// <summary>All calls that live, and the last few hundred that ended.</summary>
internal sealed class CallTable(IOptions<SimulatorOptions> options)
{
    /// <summary>Ended calls that the control API still shows.</summary>
    private const int Remembered = 500;

    private readonly ConcurrentDictionary<string, SimulatedCall> _calls = new();
    private readonly ConcurrentQueue<string> _ended = new();

    /// <summary>Every call known, oldest first.</summary>
    public IEnumerable<SimulatedCall> All => _calls.Values.OrderBy(call => call.StartedAt).ThenBy(call => call.Id, StringComparer.Ordinal);

    /// <summary>Takes a call in; false when there are too many.</summary>
    public bool TryAdd(SimulatedCall call) =>
        _calls.Count - _ended.Count < options.Value.MaximumCalls && _calls.TryAdd(call.Id, call);

    public SimulatedCall? Find(string id) => _calls.GetValueOrDefault(id);

    /// <summary>A call that has not ended.</summary>
    public SimulatedCall? FindAlive(string id) => Find(id) is { State: not CallState.Ended } call ? call : null;

    /// <summary>An ended call is forgotten when enough others have ended after it.</summary>
    public void NoteEnded(SimulatedCall call)
    {
        _ended.Enqueue(call.Id);
        while (_ended.Count > Remembered && _ended.TryDequeue(out var oldest))
        {
            _calls.TryRemove(oldest, out _);
        }
    }
}
