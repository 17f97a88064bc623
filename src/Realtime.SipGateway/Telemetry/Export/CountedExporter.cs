using OpenTelemetry;

namespace Realtime.SipGateway.Telemetry.Export;

/// <summary>Counts what an exporter sent and what it could not.</summary>
internal sealed class CountedExporter<T>(BaseExporter<T> inner, SignalCount counts) : BaseExporter<T>
    where T : class
{
    public override ExportResult Export(in Batch<T> batch)
    {
        var count = batch.Count;
        var result = ExportResult.Failure;
        try
        {
            result = inner.Export(batch);
        }
        finally
        {
            counts.Done(count, result == ExportResult.Success);
        }

        return result;
    }

    protected override bool OnForceFlush(int timeoutMilliseconds) => inner.ForceFlush(timeoutMilliseconds);

    protected override bool OnShutdown(int timeoutMilliseconds) => inner.Shutdown(timeoutMilliseconds);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }
}
