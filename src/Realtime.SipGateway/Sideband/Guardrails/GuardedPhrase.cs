using Realtime.SipGateway.Rules;

namespace Realtime.SipGateway.Sideband.Guardrails;

/// <summary>A phrase and the guardrail that forbids it.</summary>
/// <param name="Name">Name of the guardrail.</param>
/// <param name="Definition">What to do on a match.</param>
/// <param name="Phrase">As the policy has it.</param>
internal sealed record GuardedPhrase(string Name, GuardrailDefinition Definition, string Phrase);
