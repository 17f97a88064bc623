using Microsoft.Extensions.Logging;

namespace Realtime.Sip.B2bua;

/// <summary>Log lines of calls of two legs: 3500 to 3999.</summary>
internal static partial class B2buaLog
{
    [LoggerMessage(3500, LogLevel.Debug, "Call {CallId}: {Input} in {Caller}/{Target}/{Exchange} → {Actions}")]
    public static partial void Steps(
        this ILogger logger, string callId, B2buaInput input, CallerLeg caller, TargetLeg target, B2buaExchange exchange, B2buaActions actions);

    [LoggerMessage(3501, LogLevel.Error, "Call {CallId}: a fault of ours; the call is hung up")]
    public static partial void Faulted(this ILogger logger, Exception bug, string callId);

    [LoggerMessage(3502, LogLevel.Error, "Call {CallId}: an observer or a handler threw")]
    public static partial void HandlerThrew(this ILogger logger, Exception bug, string callId);

    [LoggerMessage(3503, LogLevel.Information, "Call {CallId}: too many messages at once; {Method} of the {Side} is refused")]
    public static partial void BacklogFull(this ILogger logger, string callId, string method, B2buaSide side);
}
