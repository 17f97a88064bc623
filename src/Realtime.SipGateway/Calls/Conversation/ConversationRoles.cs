namespace Realtime.SipGateway.Calls.Conversation;

/// <summary>The roles of a conversation as the service and the API name them.</summary>
internal static class ConversationRoles
{
    public static string Name(this ConversationRole role) => role == ConversationRole.User ? "user" : "system";

    /// <summary>Null for a role in which nobody may speak from outside.</summary>
    public static ConversationRole? Find(string? name) => name switch
    {
        "user" => ConversationRole.User,
        "system" => ConversationRole.System,
        _ => null,
    };
}
