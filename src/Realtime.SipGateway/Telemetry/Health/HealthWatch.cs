using System.Diagnostics.Metrics;
using System.Globalization;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Realtime.SipGateway.Telemetry.Health;

/// <summary>
/// Remembers since when each check says what it says, logs each change, and tells it as a metric. The platform asks all checks every 30 s
/// and gives the report here; who asks by API gives a fresh one.
/// </summary>
internal sealed class HealthWatch : IHealthCheckPublisher
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (HealthStatus Status, DateTimeOffset Since)> _seen = new(StringComparer.Ordinal);
    private readonly TimeProvider _time;
    private readonly ILogger<HealthWatch> _log;

    public HealthWatch(IMeterFactory meters, TimeProvider time, ILogger<HealthWatch> log)
    {
        _time = time;
        _log = log;
        meters.Create(GatewayTelemetry.Name).Gauge(GatewayInstruments.Health, Measure);
    }

    public Task PublishAsync(HealthReport report, CancellationToken cancellationToken)
    {
        Look(report);
        return Task.CompletedTask;
    }

    public HealthView Look(HealthReport report)
    {
        var checks = report.Entries.Select(one => Entry(one.Key, one.Value)).OrderBy(static one => one.Name, StringComparer.Ordinal);
        return new HealthView(Name(report.Status), report.Status != HealthStatus.Unhealthy, [.. checks]);
    }

    private HealthEntry Entry(string name, HealthReportEntry entry)
    {
        var reason = entry.Status == HealthStatus.Healthy ? null : entry.Description ?? entry.Exception?.Message;
        var data = entry.Data.ToDictionary(
            static one => one.Key, static one => Convert.ToString(one.Value, CultureInfo.InvariantCulture) ?? "", StringComparer.Ordinal);
        return new HealthEntry(name, Name(entry.Status), Since(name, entry.Status, reason), reason, data);
    }

    private DateTimeOffset Since(string name, HealthStatus status, string? reason)
    {
        var now = _time.GetUtcNow();
        HealthStatus before;
        lock (_gate)
        {
            var known = _seen.TryGetValue(name, out var seen);
            if (known && seen.Status == status)
            {
                return seen.Since;
            }

            before = known ? seen.Status : HealthStatus.Healthy;
            _seen[name] = (status, now);
        }

        if (status < before)
        {
            _log.Worsened(name, Name(before), Name(status), reason);
        }
        else if (status > before)
        {
            _log.Improved(name, Name(before), Name(status));
        }

        return now;
    }

    private IEnumerable<Measurement<int>> Measure()
    {
        lock (_gate)
        {
            return [.. _seen.Select(static one => new Measurement<int>((int)one.Value.Status, new KeyValuePair<string, object?>("check", one.Key)))];
        }
    }

    private static string Name(HealthStatus status) => status switch
    {
        HealthStatus.Healthy => "healthy",
        HealthStatus.Degraded => "degraded",
        _ => "unhealthy",
    };
}
