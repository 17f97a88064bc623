namespace Realtime.SipGateway.Calls.Conversation;

/// <summary>Answer to a command into a conversation.</summary>
/// <param name="Status">What became of it.</param>
/// <param name="Reason">Why not, as a sentence; null when it is done.</param>
public sealed record ConversationAnswer(ConversationStatus Status, string? Reason = null)
{
    public static ConversationAnswer Done { get; } = new(ConversationStatus.Done);

    public static ConversationAnswer NotTalking { get; } = new(ConversationStatus.NotTalking, "No agent talks in this call now.");

    public static ConversationAnswer NotAttached { get; } =
        new(ConversationStatus.NotTalking, "The connection to the agent's session is away; the command was not carried out.");

    public static ConversationAnswer Busy { get; } = new(ConversationStatus.Busy, "Too many commands wait in this call.");
}
