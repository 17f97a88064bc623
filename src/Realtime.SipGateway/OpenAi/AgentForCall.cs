using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Rules;

namespace Realtime.SipGateway.OpenAi;

/// <summary>An agent as one call has it.</summary>
public static class AgentForCall
{
    /// <summary>The agent with what the call's rule sets on it.</summary>
    public static AgentDefinition Of(AgentDefinition agent, CallDecision decision) => decision.Overrides is not { } overrides
        ? agent
        : agent with
        {
            Model = overrides.Model ?? agent.Model,
            Voice = overrides.Voice ?? agent.Voice,
            Language = overrides.Language ?? agent.Language,
        };
}
