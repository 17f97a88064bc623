namespace Realtime.SipGateway.Calls;

/// <summary>What a rule sets on its agent for the calls it lets in; null: as the agent has it.</summary>
/// <param name="Model">Realtime model, or deployment name on Azure.</param>
/// <param name="Voice">Voice name.</param>
/// <param name="Language">Hint for the transcription, ISO 639.</param>
/// <param name="Variables">Values of the instructions' <c>{{var.name}}</c> slots, over the agent's own.</param>
public sealed record AgentOverrides(
    string? Model = null, string? Voice = null, string? Language = null, IReadOnlyDictionary<string, string>? Variables = null);
