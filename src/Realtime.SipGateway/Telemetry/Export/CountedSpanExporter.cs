using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Exporter;

namespace Realtime.SipGateway.Telemetry.Export;

/// <summary>Sends spans and counts what was sent and what could not be.</summary>
internal sealed class CountedSpanExporter(OtlpSettings settings, SignalCount counts) : OtlpTraceExporter(settings.ToOptions())
{
    public override ExportResult Export(in Batch<Activity> activityBatch)
    {
        var count = activityBatch.Count;
        var result = base.Export(activityBatch);
        counts.Done(count, result == ExportResult.Success);
        return result;
    }
}
