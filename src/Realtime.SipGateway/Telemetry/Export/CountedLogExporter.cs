using System.Reflection;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;

namespace Realtime.SipGateway.Telemetry.Export;

/// <summary>Sends log records and counts what was sent and what could not be.</summary>
internal sealed class CountedLogExporter(OtlpSettings settings, SignalCount counts) : BaseExporter<LogRecord>
{
    /// <summary>
    /// The exporter takes its resource from its provider, which only the SDK sets, and only on an exporter it knows; unlike those of spans and metrics
    /// this one is sealed. Without it the records leave all the same, unnamed.
    /// </summary>
    private static readonly PropertyInfo? Parent = typeof(BaseExporter<LogRecord>).GetProperty(nameof(ParentProvider)) is { } property
        && property.GetSetMethod(nonPublic: true) is not null ? property : null;

    private readonly OtlpLogExporter _inner = new(settings.ToOptions());

    public override ExportResult Export(in Batch<LogRecord> batch)
    {
        if (_inner.ParentProvider is null)
        {
            Parent?.SetValue(_inner, ParentProvider);
        }

        var count = batch.Count;
        var result = _inner.Export(batch);
        counts.Done(count, result == ExportResult.Success);
        return result;
    }

    protected override bool OnShutdown(int timeoutMilliseconds) => _inner.Shutdown(timeoutMilliseconds);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _inner.Dispose();
        }

        base.Dispose(disposing);
    }
}
