namespace Realtime.SipGateway.Rules;

internal static partial class RulesLog
{
    // 7001: became 7101.
    [LoggerMessage(7002, LogLevel.Error, "{File} has {Count} faults and was not published; policy {Version} stays in force:\n{Faults}")]
    public static partial void Refused(this ILogger logger, string file, int count, string version, string faults);
}
