using Realtime.SipGateway.Rules;

namespace Realtime.SipGateway.Sideband.Tools.Hosted;

/// <summary>The calls of hosted tools that are open in one conversation, and how long each may still take.</summary>
internal sealed class HostedRuns(TimeProvider time, Deadlines deadlines)
{
    /// <summary>Calls whose result may still come; beyond it one that the agent went on without is not waited for any more.</summary>
    private const int MaxKept = 64;

    private readonly Dictionary<string, HostedRun> _open = new(StringComparer.Ordinal);

    public int Count => _open.Count;

    public IReadOnlyCollection<HostedRun> All => _open.Values;

    /// <summary>The call by its id in the log; null: none is open.</summary>
    public HostedRun? Of(string id) => _open.GetValueOrDefault(id);

    /// <summary>The call by the service's item of it; null: none is open.</summary>
    public HostedRun? Find(string itemId) => _open.Values.FirstOrDefault(run => run.ItemId == itemId);

    /// <summary>Makes one by forgetting a call that the agent went on without.</summary>
    public bool HasPlace()
    {
        if (_open.Count >= MaxKept && _open.Values.FirstOrDefault(static run => run.IsLate) is { } late)
        {
            _open.Remove(late.Function.Id);
        }

        return _open.Count < MaxKept;
    }

    /// <param name="id">Its id in the log.</param>
    /// <param name="responseId">The response that it belongs to; null: not known.</param>
    /// <param name="item">The question, or the call.</param>
    /// <param name="tools">The agent's, by label.</param>
    public HostedRun Open(string id, string? responseId, ConversationItem item, IReadOnlyDictionary<string, PreparedTool> tools)
    {
        var tool = item.Hosted?.Label is { } label ? tools.GetValueOrDefault(label) : null;
        var definition = tool?.Definition as HostedMcpToolDefinition;
        var name = definition is null ? ToolRunner.UnknownTool
            : definition.AllowedTools.Contains(item.Name ?? "", StringComparer.Ordinal) ? $"{tool!.Name}/{item.Name}" : tool!.Name;
        var function = new FunctionCall(responseId ?? "", id, item.Name ?? "", item.Arguments ?? "");
        var run = new HostedRun(function, definition is null ? null : tool, name) { Since = time.GetTimestamp() };
        _open[id] = run;
        return run;
    }

    /// <summary>Its result is known.</summary>
    public void Close(HostedRun run) => _open.Remove(run.Function.Id);

    public void Clear() => _open.Clear();

    public TimeSpan Elapsed(HostedRun run) => time.GetElapsedTime(run.Since);

    /// <summary>Calls that have taken all their time; the agent goes on without them.</summary>
    public IReadOnlyList<HostedRun> Overdue() => [.. _open.Values.Where(run => Left(run) <= TimeSpan.Zero)];

    /// <summary>Wakes the conversation when the next of them has taken all its time.</summary>
    public void Arm(bool isOver)
    {
        var next = _open.Values.Select(Left).Min();
        if (next is not { } wait || isOver)
        {
            deadlines.Cancel(Deadline.HostedTool);
        }
        else
        {
            deadlines.Set(Deadline.HostedTool, wait > TimeSpan.Zero ? wait : TimeSpan.Zero);
        }
    }

    /// <summary>Null while it is not awaited: a person decides, or the agent went on.</summary>
    private TimeSpan? Left(HostedRun run) => run is { IsLate: false, RunsSince: { } since } ? run.Timeout - time.GetElapsedTime(since) : null;
}
