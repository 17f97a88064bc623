using System.Collections.Concurrent;
using System.Diagnostics;

namespace Realtime.SipGateway.Telemetry;

/// <summary>Which trace belongs to which call: of the live calls and of the last that ended, for what is logged about them a little later.</summary>
public sealed class CallContexts
{
    /// <summary>Ended calls that are remembered: some seconds of a busy gateway.</summary>
    private const int MaxEnded = 1_024;

    /// <summary>How ids of calls begin.</summary>
    private const string Prefix = "call_";

    private readonly ConcurrentDictionary<string, ActivityContext> _contexts = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _ended = new();

    public static bool IsId(string? text) => text is { Length: > 5 and <= 64 } && text.StartsWith(Prefix, StringComparison.Ordinal);

    public void Begin(string call, ActivityContext context)
    {
        if (context != default)
        {
            _contexts[call] = context;
        }
    }

    public void End(string call)
    {
        if (!_contexts.ContainsKey(call))
        {
            return;
        }

        _ended.Enqueue(call);
        while (_ended.Count > MaxEnded && _ended.TryDequeue(out var oldest))
        {
            _contexts.TryRemove(oldest, out _);
        }
    }

    /// <summary>Default when the call is not known or not traced.</summary>
    public ActivityContext Find(string call) => _contexts.TryGetValue(call, out var context) ? context : default;
}
