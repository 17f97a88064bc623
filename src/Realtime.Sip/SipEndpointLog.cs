using Microsoft.Extensions.Logging;
using Realtime.Sip.Messages;

namespace Realtime.Sip;

/// <summary>What the front door logs: ids 2900 to 2999.</summary>
internal static partial class SipEndpointLog
{
    [LoggerMessage(2900, LogLevel.Error, "The handler of {Method} threw; the request was answered 500")]
    public static partial void HandlerThrew(this ILogger logger, SipMethod method, Exception bug);

    [LoggerMessage(2901, LogLevel.Warning, "{Count} handlers did not end in time while closing")]
    public static partial void HandlersLeft(this ILogger logger, int count);
}
