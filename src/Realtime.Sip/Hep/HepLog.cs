using Microsoft.Extensions.Logging;

namespace Realtime.Sip.Hep;

/// <summary>What the capture logs: ids 3850 to 3899.</summary>
internal static partial class HepLog
{
    [LoggerMessage(3850, LogLevel.Information, "The HEP collector {Host}:{Port} is reached by {Transport}")]
    public static partial void Reached(this ILogger logger, string host, int port, string transport);

    [LoggerMessage(3851, LogLevel.Warning, "The HEP collector {Host}:{Port} cannot be reached, captured messages are dropped meanwhile: {Why}")]
    public static partial void NotReached(this ILogger logger, string host, int port, string why);

    [LoggerMessage(3852, LogLevel.Error, "A captured message was dropped for a fault of our own")]
    public static partial void CaptureThrew(this ILogger logger, Exception bug);
}
