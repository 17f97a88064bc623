using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Realtime.SipGateway.Telemetry;

namespace Realtime.SipGateway.Signalling.Transport;

/// <summary>How long our SIP certificates last, and whether changed files could be taken over. Files are those of the settings.</summary>
internal sealed class TlsMetrics
{
    private readonly ConcurrentDictionary<string, DateTimeOffset> _ends = new(StringComparer.Ordinal);
    private readonly Counter<long> _reloads;

    public TlsMetrics(IMeterFactory meters, TimeProvider time)
    {
        var meter = meters.Create(GatewayTelemetry.Name);
        _reloads = meter.Counter<long>(GatewayInstruments.TlsReloads);
        meter.Gauge(
            GatewayInstruments.TlsRemaining,
            () => _ends.Select(end => new Measurement<double>((end.Value - time.GetUtcNow()).TotalSeconds, new KeyValuePair<string, object?>("file", Path.GetFileName(end.Key)))));
    }

    public void Reloaded(bool isOk) => _reloads.Add(1, new KeyValuePair<string, object?>("result", isOk ? "ok" : "failed"));

    public void Ends(string file, DateTimeOffset at) => _ends[file] = at;
}
