using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Rules;
using Realtime.SipGateway.Sideband.Talk;

namespace Realtime.SipGateway.Sideband.Guardrails.Judged;

/// <summary>What a judge is asked.</summary>
/// <param name="Call">The call.</param>
/// <param name="Agent">The agent that has it.</param>
/// <param name="Guardrail">Name of the guardrail.</param>
/// <param name="Definition">As the policy has it.</param>
/// <param name="Text">The words, without what the call's guardrails redact.</param>
/// <param name="Ask">Asks the model of the call, beside the conversation. Begun in the conversation's loop only.</param>
internal sealed record GuardQuestion(Call Call, string Agent, string Guardrail, JudgedGuardrailDefinition Definition, JudgedText Text,
    Func<OutOfBandQuestion, Task<OutOfBandAnswer>> Ask);
