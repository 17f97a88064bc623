namespace Realtime.SipGateway.Telemetry.Health;

internal static partial class HealthLog
{
    [LoggerMessage(9350, LogLevel.Warning, "Health of {Check} went from {Before} to {Now}: {Reason}")]
    public static partial void Worsened(this ILogger logger, string check, string before, string now, string? reason);

    [LoggerMessage(9351, LogLevel.Information, "Health of {Check} went from {Before} to {Now}")]
    public static partial void Improved(this ILogger logger, string check, string before, string now);
}
