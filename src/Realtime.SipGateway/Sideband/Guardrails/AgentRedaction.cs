using Realtime.SipGateway.Calls;

namespace Realtime.SipGateway.Sideband.Guardrails;

/// <summary>What agents that have, or had, a call take out of everything written of it.</summary>
internal static class AgentRedaction
{
    /// <summary>From now on, and to the end of the call, whoever has it then.</summary>
    /// <param name="call">The call.</param>
    /// <param name="guardrails">Of the agent; shared by all its calls, so that an agent that has the call again adds nothing.</param>
    public static void Add(Call call, GuardrailSet guardrails)
    {
        if (guardrails.Redacts)
        {
            call.RedactAlso(guardrails.Redact);
        }
    }
}
