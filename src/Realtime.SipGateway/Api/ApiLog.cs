using Realtime.SipGateway.Calls;

namespace Realtime.SipGateway.Api;

internal static partial class ApiLog
{
    [LoggerMessage(9001, LogLevel.Information, "{CallId} is hung up by the API key {Key}")]
    public static partial void HangUp(this ILogger logger, CallId callId, string key);

    [LoggerMessage(9010, LogLevel.Information, "{CallId} is to be transferred by the API key {Key}")]
    public static partial void Transfer(this ILogger logger, CallId callId, string key);

    [LoggerMessage(9002, LogLevel.Information, "The ban of {Source} is lifted by the API key {Key}")]
    public static partial void BanLifted(this ILogger logger, string source, string key);
}
