namespace Realtime.SipGateway.Calls.Conversation;

/// <summary>When the agent takes its turn from now on, in place of what its policy says; members that are left out are the service's own.</summary>
/// <param name="Type"><c>server_vad</c> or <c>semantic_vad</c>.</param>
/// <param name="Eagerness"><c>semantic_vad</c> only: low, medium, high or auto.</param>
/// <param name="Threshold"><c>server_vad</c> only, 0 to 1.</param>
/// <param name="PrefixPaddingMs"><c>server_vad</c> only, 0 to 5,000 ms.</param>
/// <param name="SilenceDurationMs"><c>server_vad</c> only, 0 to 10,000 ms.</param>
/// <param name="InterruptResponse">The caller's speech stops the agent's; as the agent has it when left out.</param>
public sealed record TurnDetectionChange(
    string? Type, string? Eagerness = null, double? Threshold = null, int? PrefixPaddingMs = null, int? SilenceDurationMs = null, bool? InterruptResponse = null);
