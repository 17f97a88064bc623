using Realtime.SipGateway.Calls.Conversation;

namespace Realtime.SipGateway.Api.Control;

/// <summary>Body of a change of how the agent goes on; what is left out stays as it is. At least one member.</summary>
/// <param name="Instructions">In place of the agent's, at most 32,768 characters.</param>
/// <param name="Tools">Those of the agent's tools that it may still use; an empty list: none.</param>
/// <param name="TurnDetection">When the agent takes its turn, as a whole.</param>
/// <param name="Reset">First, what was changed before goes back to the agent's own.</param>
internal sealed record UpdateRequest(
    string? Instructions = null, IReadOnlyList<string>? Tools = null, TurnDetectionChange? TurnDetection = null, bool Reset = false);
