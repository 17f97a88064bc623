using System.Collections.Concurrent;
using Realtime.SipGateway.Rules;

namespace Realtime.SipGateway.OpenAi;

/// <summary>
/// Sessions of agents against <see cref="SessionSchema"/>: of each agent when a policy is published, and of each distinct session before the
/// first accept with it. Instructions do not change a session's form, so calls that differ only in them are checked once.
/// </summary>
public sealed class SessionCheck
{
    /// <summary>The API's limit of a session's instructions is in tokens; no agent's are longer than this in characters.</summary>
    public const int MaxInstructions = 32_768;

    /// <summary>Versions times agents times overrides; begun anew when full.</summary>
    private const int MaxKnown = 4_096;

    private readonly ConcurrentDictionary<(string Version, string Agent, string Model, string? Voice, string? Language), IReadOnlyList<string>> _known = new();

    /// <summary>Every fault of every agent's session, in the words of a policy's faults.</summary>
    public static IEnumerable<PolicyFault> FaultsOf(PolicyDocument document) =>
        from agent in document.Agents
        from fault in SessionSchema.Faults(AgentSession.ForAccept(document, agent.Value))
        select new PolicyFault($"agents.{agent.Key}", "makes a session that the Realtime API does not take", null, fault);

    /// <summary>What is wrong with a call's session; empty: it may be sent.</summary>
    /// <param name="version">The policy version that holds the agent.</param>
    /// <param name="name">The agent's name there.</param>
    /// <param name="agent">The agent as this call has it.</param>
    /// <param name="session">The session made of it.</param>
    internal IReadOnlyList<string> Faults(string version, string name, AgentDefinition agent, ReadOnlyMemory<byte> session)
    {
        if (agent.Instructions.Length > MaxInstructions)
        {
            return [$"instructions: StringTooLong ({agent.Instructions.Length} characters)"];
        }

        var key = (version, name, agent.Model, agent.Voice, agent.Language);
        if (_known.TryGetValue(key, out var known))
        {
            return known;
        }

        if (_known.Count >= MaxKnown)
        {
            _known.Clear();
        }

        return _known[key] = SessionSchema.Faults(session);
    }
}
