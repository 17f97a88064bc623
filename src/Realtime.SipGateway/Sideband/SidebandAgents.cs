using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.OpenAi;
using Realtime.SipGateway.Rules;
using Realtime.SipGateway.Sideband.Guardrails;
using Realtime.SipGateway.Sideband.Tools;

namespace Realtime.SipGateway.Sideband;

/// <summary>Makes agents ready, once per policy version; they go when the version goes.</summary>
internal sealed class SidebandAgents(PolicyStore policies, ILogger<SidebandAgents> logger)
{
    private readonly ConditionalWeakTable<Policy, ConcurrentDictionary<string, Lazy<Task<SidebandAgent?>>>> _ready = [];

    /// <summary>The agent that has the call; null when its policy version is gone.</summary>
    public Task<SidebandAgent?> FindAsync(Call call) =>
        call is { Decision: { } decision, Agent: { } name } ? FindAsync(decision.PolicyVersion, name) : Task.FromResult<SidebandAgent?>(null);

    /// <summary>An agent of a version; null when there is none.</summary>
    public Task<SidebandAgent?> FindAsync(string policyVersion, string name)
    {
        if (policies.Find(policyVersion) is not { } policy)
        {
            return Task.FromResult<SidebandAgent?>(null);
        }

        var agents = _ready.GetValue(policy, static _ => new(StringComparer.Ordinal));
        return agents.GetOrAdd(name, _ => new Lazy<Task<SidebandAgent?>>(() => PrepareAsync(policy.Document, name))).Value;
    }

    private async Task<SidebandAgent?> PrepareAsync(PolicyDocument document, string name)
    {
        if (!document.Agents.TryGetValue(name, out var definition))
        {
            return null;
        }

        var tools = new Dictionary<string, PreparedTool>(StringComparer.Ordinal);
        foreach (var toolName in definition.Tools)
        {
            if (document.Tools.TryGetValue(toolName, out var tool) && await PrepareAsync(toolName, tool) is { } prepared)
            {
                tools[toolName] = prepared;
            }
        }

        var guardrails = definition.Guardrails.Where(document.Guardrails.ContainsKey)
            .Select(guardrail => KeyValuePair.Create(guardrail, document.Guardrails[guardrail]));
        return new SidebandAgent(name, document, definition, AgentSession.AfterAccept(definition), tools, new GuardrailSet([.. guardrails]));
    }

    private async Task<PreparedTool?> PrepareAsync(string name, ToolDefinition definition)
    {
        try
        {
            return await ToolFactory.PrepareAsync(name, definition);
        }
#pragma warning disable CA1031 // A schema library's fault about one tool must not take the agent's other tools away.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            logger.ToolUnusable(name, fault);
            return null;
        }
    }
}
