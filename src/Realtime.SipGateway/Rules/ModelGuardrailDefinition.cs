namespace Realtime.SipGateway.Rules;

/// <summary>
/// The model of the call judges, beside the conversation: it is shown the words as quoted data, knows nothing else of the call, and what it answers is
/// never heard. Each question costs what the model costs.
/// </summary>
public abstract record ModelGuardrailDefinition : JudgedGuardrailDefinition;
