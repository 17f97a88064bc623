using Realtime.SipGateway.Calls;

namespace Realtime.SipGateway.Sideband.Tools.Later;

internal static partial class LateLog
{
    [LoggerMessage(6210, LogLevel.Warning, "The late result of tool {Tool} in {Call} could not be looked after; it is tried again")]
    public static partial void LateResultFault(this ILogger logger, CallId call, string tool, Exception fault);
}
