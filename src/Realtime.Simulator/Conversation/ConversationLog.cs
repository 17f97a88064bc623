namespace Realtime.Simulator.Conversation;

/// <summary>Log messages of sessions; ids 10100 to 10199.</summary>
internal static partial class ConversationLog
{
    [LoggerMessage(10100, LogLevel.Error, "An event of a session failed; the session goes on")]
    public static partial void SessionFaulted(this ILogger logger, Exception fault);
}
