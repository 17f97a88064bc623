using Realtime.SipGateway.Rules;

namespace Realtime.SipGateway.Sideband.Guardrails;

/// <summary>Words that a guardrail matched.</summary>
/// <param name="Name">Name of the guardrail.</param>
/// <param name="Definition">What to do.</param>
/// <param name="What">The phrase or pattern of the policy, or the kind of personal data: never what was said.</param>
internal sealed record GuardHit(string Name, GuardrailDefinition Definition, string What);
