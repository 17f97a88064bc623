namespace Realtime.SipGateway.Rules;

internal static partial class RulesLog
{
    [LoggerMessage(7001, LogLevel.Information, "Policy {Version} is in force: {Rules} rules, {Agents} agents")]
    public static partial void Published(this ILogger logger, string version, int rules, int agents);

    [LoggerMessage(7002, LogLevel.Error, "{File} has {Count} faults and was not published; policy {Version} stays in force:\n{Faults}")]
    public static partial void Refused(this ILogger logger, string file, int count, string version, string faults);
}
