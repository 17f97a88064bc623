using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;

namespace Realtime.SipGateway.Telemetry.Export;

/// <summary>Sends log records and counts what was sent and what could not be.</summary>
internal sealed class CountedLogExporter(OtlpSettings settings, SignalCount counts) : OtlpLogExporter(settings.ToOptions())
{
    public override ExportResult Export(in Batch<LogRecord> logRecordBatch)
    {
        var count = logRecordBatch.Count;
        var result = base.Export(logRecordBatch);
        counts.Done(count, result == ExportResult.Success);
        return result;
    }
}
