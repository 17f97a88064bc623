using OpenTelemetry;
using OpenTelemetry.Logs;

namespace Realtime.SipGateway.Telemetry.Export;

/// <summary>The bounded queue of log records that wait to be sent; what finds no room is dropped and counted.</summary>
internal sealed class CountedLogs(OtlpSettings settings, BatchSettings batch, SignalCount counts) : BatchLogRecordExportProcessor(
    new CountedLogExporter(settings, counts), batch.QueueSize, batch.DelayMs, batch.TimeoutMs, batch.BatchSize)
{
    public override void OnEnd(LogRecord data)
    {
        if (counts.TryTake(batch.QueueSize))
        {
            base.OnEnd(data);
        }
    }
}
