using System.Diagnostics.Metrics;
using Realtime.SipGateway.Telemetry;

namespace Realtime.SipGateway.Store;

internal sealed class StoreMetrics
{
    private readonly Counter<long> _dropped;
    private readonly Counter<long> _failures;
    private readonly Histogram<double> _commit;
    private readonly Histogram<long> _batch;
    private readonly UpDownCounter<long> _queued;

    public StoreMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(GatewayTelemetry.Name);
        _dropped = meter.CreateCounter<long>("gateway.store.dropped", "{write}", "Writes lost because the queue was full or the write itself was faulty.");
        _failures = meter.CreateCounter<long>("gateway.store.failures", "{commit}", "Commits that failed.");
        _commit = meter.CreateHistogram<double>("gateway.store.commit.duration", "s", "One transaction, disk flush included.");
        _batch = meter.CreateHistogram<long>("gateway.store.commit.writes", "{write}", "Writes per transaction.");
        _queued = meter.CreateUpDownCounter<long>("gateway.store.queued", "{write}", "Writes that wait for the disk.");
    }

    public void Queued(int change) => _queued.Add(change);

    public void Dropped() => _dropped.Add(1);

    public void Failed() => _failures.Add(1);

    public void Committed(TimeSpan duration, int writes)
    {
        _commit.Record(duration.TotalSeconds);
        _batch.Record(writes);
    }
}
