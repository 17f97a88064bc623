namespace Realtime.SipGateway.Telemetry.Export;

internal static partial class TelemetryLog
{
    [LoggerMessage(9500, LogLevel.Information, "Telemetry leaves by OTLP: traces to {Traces}, metrics to {Metrics}, logs to {Logs}")]
    public static partial void Exports(this ILogger logger, Uri? traces, Uri? metrics, Uri? logs);

    [LoggerMessage(9501, LogLevel.Warning, "The collector does not take {Signal}: calls go on, what finds no room in the queue is dropped and counted")]
    public static partial void ExportFails(this ILogger logger, string signal);

    [LoggerMessage(9502, LogLevel.Information, "The collector takes {Signal} again; not sent since the start: {Failed}, dropped for want of room: {Dropped}")]
    public static partial void ExportWorks(this ILogger logger, string signal, long failed, long dropped);
}
