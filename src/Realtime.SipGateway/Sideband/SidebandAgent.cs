using Realtime.SipGateway.Rules;
using Realtime.SipGateway.Sideband.Guardrails;
using Realtime.SipGateway.Sideband.Tools;

namespace Realtime.SipGateway.Sideband;

/// <summary>An agent of one policy version, made ready for its calls; shared by all of them.</summary>
/// <param name="Name">Its name in the policy.</param>
/// <param name="Document">The policy version.</param>
/// <param name="Definition">As the policy has it.</param>
/// <param name="LateSession">The <c>session</c> of the update that must follow accept; null when accept said everything.</param>
/// <param name="Tools">The tools it may use, by name; no others run.</param>
/// <param name="Guardrails">What it must not say.</param>
internal sealed record SidebandAgent(
    string Name, PolicyDocument Document, AgentDefinition Definition, byte[]? LateSession, IReadOnlyDictionary<string, PreparedTool> Tools, GuardrailSet Guardrails);
