using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;

namespace Realtime.SipGateway.Telemetry.Export;

/// <summary>Sends metrics and counts what was sent and what could not be: a cumulative metric that was missed once is told by the next.</summary>
internal sealed class CountedMetricExporter(OtlpSettings settings, SignalCount counts) : OtlpMetricExporter(settings.ToOptions())
{
    public override ExportResult Export(in Batch<Metric> metrics)
    {
        var count = metrics.Count;
        var result = base.Export(metrics);
        counts.Done(count, result == ExportResult.Success);
        return result;
    }
}
