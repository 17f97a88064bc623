using Microsoft.Extensions.Logging;
using Realtime.Sip.Transports;

namespace Realtime.Sip.Dialogs;

/// <summary>Log lines of dialogs: 3000 to 3499.</summary>
internal static partial class DialogLog
{
    [LoggerMessage(3000, LogLevel.Information, "An ACK was not sent: {Failure}; it is sent again when the answer is repeated")]
    public static partial void AckNotSent(this ILogger logger, SipTransportFailure failure);

    [LoggerMessage(3001, LogLevel.Error, "The resolver failed; the request is not sent")]
    public static partial void NotFound(this ILogger logger, Exception bug);

    [LoggerMessage(3002, LogLevel.Information, "Call {CallId}: too many messages at once; {Method} is refused")]
    public static partial void BacklogFull(this ILogger logger, string callId, string method);

    [LoggerMessage(3003, LogLevel.Information, "An INVITE is refused: there are {Count} dialogs")]
    public static partial void TooManyDialogs(this ILogger logger, int count);

    [LoggerMessage(3004, LogLevel.Error, "Call {CallId}: a handler of the session threw")]
    public static partial void HandlerThrew(this ILogger logger, Exception bug, string callId);
}
