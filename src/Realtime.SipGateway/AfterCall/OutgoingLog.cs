using Realtime.SipGateway.Calls;

namespace Realtime.SipGateway.AfterCall;

internal static partial class OutgoingLog
{
    [LoggerMessage(9600, LogLevel.Information, "{Id} ({Type} of {CallId}) was not taken by {Endpoint}: {Fault}; it is sent again at {At}")]
    public static partial void Retried(this ILogger logger, string id, string endpoint, string type, CallId callId, string fault, DateTimeOffset at);

    [LoggerMessage(9601, LogLevel.Warning, "{Id} ({Type} of {CallId}) is given up after {Attempts} attempts, {Endpoint}: {Fault}; POST /api/outgoing/{Id}/redeliver sends it again")]
    public static partial void GivenUp(this ILogger logger, string id, string endpoint, string type, CallId callId, int attempts, string fault);

    [LoggerMessage(9602, LogLevel.Warning, "{Endpoint} answered 410: nothing is sent to it any more until POST /api/outgoing/endpoints/{Endpoint}/resume, or another Url")]
    public static partial void Stopped(this ILogger logger, string endpoint);

    [LoggerMessage(9603, LogLevel.Warning, "Endpoints cannot be told of calls now: {Fault}; it is tried again")]
    public static partial void NotTold(this ILogger logger, string fault);

    [LoggerMessage(9604, LogLevel.Warning, "{Count} deliveries are given up: no endpoint of their name is configured for a day; GET /api/outgoing?state=failed lists them")]
    public static partial void Abandoned(this ILogger logger, int count);

    [LoggerMessage(9605, LogLevel.Warning, "{CallId} cannot be read ({Fault}): endpoints that want calls of some agents only are not told {Type} of it, and it is not summed up")]
    public static partial void CallUnreadable(this ILogger logger, string type, CallId callId, string fault);
}
