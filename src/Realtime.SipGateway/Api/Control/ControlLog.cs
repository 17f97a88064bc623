using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Conversation;

namespace Realtime.SipGateway.Api.Control;

internal static partial class ControlLog
{
    [LoggerMessage(6340, LogLevel.Information, "Command {Command} into {CallId} by {Who}: {Status}")]
    public static partial void Commanded(this ILogger logger, CallId callId, string command, string who, ConversationStatus status);

    [LoggerMessage(6341, LogLevel.Information, "{Who} follows {CallId}")]
    public static partial void Follows(this ILogger logger, CallId callId, string who);

    [LoggerMessage(6342, LogLevel.Information, "{Who} no longer follows {CallId}: {Why}")]
    public static partial void FollowEnded(this ILogger logger, CallId callId, string who, string why);

    [LoggerMessage(6343, LogLevel.Error, "A command into {CallId} failed")]
    public static partial void CommandFailed(this ILogger logger, CallId callId, Exception fault);

    [LoggerMessage(6344, LogLevel.Warning, "Following {CallId} failed")]
    public static partial void FollowFailed(this ILogger logger, CallId callId, Exception fault);
}
