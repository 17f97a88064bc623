namespace Realtime.SipGateway.Calls.Conversation;

/// <summary>What became of a command into a conversation.</summary>
public enum ConversationStatus
{
    /// <summary>The conversation has taken it.</summary>
    Done = 1,

    /// <summary>The conversation is there and does not take it.</summary>
    Refused,

    /// <summary>No agent talks in this call now, or its connection did not come back in time.</summary>
    NotTalking,

    /// <summary>Too many commands wait.</summary>
    Busy,
}
