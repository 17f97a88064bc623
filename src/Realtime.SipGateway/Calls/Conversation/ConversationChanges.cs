namespace Realtime.SipGateway.Calls.Conversation;

/// <summary>What commands have made of a conversation so far; kept with the call, so that another process goes on with it.</summary>
/// <param name="Instructions">In place of the agent's; null: the agent's.</param>
/// <param name="Tools">Those of the agent's tools that it may still use; null: all.</param>
/// <param name="TurnDetection">In place of the agent's; null: the agent's.</param>
/// <param name="Images">Images that were put into the conversation.</param>
public sealed record ConversationChanges(
    string? Instructions = null, IReadOnlyList<string>? Tools = null, TurnDetectionChange? TurnDetection = null, int Images = 0);
