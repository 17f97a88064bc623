using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Rules;

namespace Realtime.SipGateway.Sideband.Tools.Hosted;

/// <summary>What the service finds out about a session's hosted MCP servers; a server that lacks something is told once.</summary>
internal sealed class HostedLists(Call call)
{
    /// <summary>Lists whose server is remembered, for when listing fails.</summary>
    private const int MaxLabels = 16;

    private readonly Dictionary<string, string> _labels = new(StringComparer.Ordinal);
    private readonly RecentIds _told = new(256);

    /// <summary>A list, or the announcement of one.</summary>
    public void Take(string itemId, HostedItem list, IReadOnlyDictionary<string, PreparedTool> agentTools)
    {
        if (list.Label is not { } label || agentTools.GetValueOrDefault(label)?.Definition is not HostedMcpToolDefinition definition)
        {
            return;
        }

        if (_labels.Count < MaxLabels)
        {
            _labels[itemId] = label;
        }

        var missing = list.Tools is { Count: > 0 } tools ? definition.AllowedTools.Except(tools, StringComparer.Ordinal).ToList() : [];
        if (missing.Count > 0 && _told.Add("missing:" + label))
        {
            call.Record(new CallFault("hosted_mcp", $"{label}: the server does not have {string.Join(", ", missing.Take(8))}"));
        }
    }

    public void Failed(string itemId)
    {
        var label = _labels.GetValueOrDefault(itemId);
        if (_told.Add("failed:" + (label ?? itemId)))
        {
            call.Record(new CallFault("hosted_mcp", $"{label ?? "a server"}: the service could not list its tools"));
        }
    }
}
