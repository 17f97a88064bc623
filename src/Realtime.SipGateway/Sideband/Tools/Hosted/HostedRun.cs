using Realtime.SipGateway.Rules;

namespace Realtime.SipGateway.Sideband.Tools.Hosted;

/// <summary>One call of a tool of a hosted MCP server, from the question or the call to its end.</summary>
/// <param name="function">Its response, its id in the log (the question's where there was one), name, and arguments as far as they are known.</param>
/// <param name="tool">The policy's tool; null when the agent has none by that label.</param>
/// <param name="name">As it stands in events: the policy's tool and the server's, where the policy allows it.</param>
internal sealed class HostedRun(FunctionCall function, PreparedTool? tool, string name)
{
    public FunctionCall Function { get; } = function;

    public PreparedTool? Tool { get; } = tool;

    public string Name { get; } = name;

    /// <summary>The policy lets a person decide on it.</summary>
    public bool MayBeAskedFor =>
        Tool?.Definition is HostedMcpToolDefinition { Approval: not null } definition && definition.AllowedTools.Contains(Function.Tool, StringComparer.Ordinal);

    /// <summary>The tool for a call that nobody was asked about: the caller is not told that somebody is.</summary>
    public PreparedTool? Unasked => Tool is null ? null : Tool with { Definition = Tool.Definition with { Approval = null } };

    /// <summary>It stands in the log: its arguments are known, or will not be.</summary>
    public bool IsRecorded { get; set; }

    /// <summary>The gateway knows of it since then; a timestamp of the clock.</summary>
    public required long Since { get; init; }

    /// <summary>The service may run it since then; null while a person decides, who has a deadline of their own.</summary>
    public long? RunsSince { get; set; }

    /// <summary>Id of the service's item of the call; null while it is only asked for.</summary>
    public string? ItemId { get; set; }

    /// <summary>Its item is begun and not ended: after a broken connection it is asked for as every such item is.</summary>
    public bool IsOpenItem { get; set; }

    /// <summary>The service said that it ended, and its item did not tell how.</summary>
    public bool IsUntold { get; set; }

    /// <summary>The agent went on without it.</summary>
    public bool IsLate { get; set; }

    public TimeSpan Timeout => TimeSpan.FromMilliseconds((Tool?.Definition as HostedMcpToolDefinition)?.TimeoutMs ?? HostedMcpToolDefinition.DefaultTimeoutMs);
}
