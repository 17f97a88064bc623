using System.Diagnostics.Metrics;
using Realtime.SipGateway.Telemetry;

namespace Realtime.SipGateway.Store;

internal sealed class StoreMetrics
{
    private readonly Meter _meter;
    private readonly Counter<long> _dropped;
    private readonly Counter<long> _failures;
    private readonly Histogram<double> _commit;
    private readonly Histogram<double> _batch;
    private readonly UpDownCounter<long> _queued;
    private readonly UpDownCounter<long> _spooled;
    private readonly Counter<long> _purged;

    public StoreMetrics(IMeterFactory meters)
    {
        _meter = meters.Create(GatewayTelemetry.Name);
        _dropped = _meter.Counter<long>(GatewayInstruments.StoreDropped);
        _failures = _meter.Counter<long>(GatewayInstruments.StoreFailures);
        _commit = _meter.Histogram(GatewayInstruments.StoreCommit);
        _batch = _meter.Histogram(GatewayInstruments.StoreBatch);
        _queued = _meter.UpDown(GatewayInstruments.StoreQueued);
        _spooled = _meter.UpDown(GatewayInstruments.StoreSpooled);
        _purged = _meter.Counter<long>(GatewayInstruments.StorePurged);
    }

    /// <summary>Shows how long the oldest write waits whenever the metric is read.</summary>
    public void Watch(Func<TimeSpan> lag) => _meter.Gauge<double>(GatewayInstruments.StoreLag, () => [new Measurement<double>(lag().TotalSeconds)]);

    public void Queued(int change) => _queued.Add(change);

    public void Spooled(int change) => _spooled.Add(change);

    public void Purged(string what, int calls) => _purged.Add(calls, new KeyValuePair<string, object?>("what", what));

    public void Dropped() => _dropped.Add(1);

    public void Failed() => _failures.Add(1);

    public void Committed(TimeSpan duration, int writes)
    {
        _commit.Record(duration.TotalSeconds);
        _batch.Record(writes);
    }
}
