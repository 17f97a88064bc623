namespace Realtime.SipGateway.Calls.Conversation;

/// <summary>In whose name a text is put into a conversation.</summary>
public enum ConversationRole
{
    /// <summary>The caller's: as if the caller had said it.</summary>
    User = 1,

    /// <summary>The operator's: what the agent is to know or to do.</summary>
    System,
}
