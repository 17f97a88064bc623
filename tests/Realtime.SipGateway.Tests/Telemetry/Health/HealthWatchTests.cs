using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Realtime.SipGateway.Telemetry.Health;
using Realtime.Testing;
using Xunit;

namespace Realtime.SipGateway.Tests.Telemetry.Health;

public sealed class HealthWatchTests : IDisposable
{
    private readonly ManualTimeProvider _time = new();
    private readonly RecordingLogger _log = new();
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();

    [Fact]
    public void A_status_is_told_with_its_reason_and_since_when()
    {
        var watch = Watch();
        watch.Look(Report(HealthStatus.Healthy, null));
        _time.Advance(TimeSpan.FromMinutes(1));
        var began = _time.GetUtcNow();
        watch.Look(Report(HealthStatus.Unhealthy, "the disk is full"));
        _time.Advance(TimeSpan.FromMinutes(5));

        var view = watch.Look(Report(HealthStatus.Unhealthy, "the disk is full"));

        var store = Assert.Single(view.Checks);
        Assert.Equal(("store", "unhealthy", "the disk is full", began), (store.Name, store.Status, store.Reason, store.Since));
        Assert.Equal(("unhealthy", false, "12"), (view.Status, view.Ready, store.Data["queued"]));
    }

    [Fact]
    public void Each_change_is_logged_once()
    {
        var watch = Watch();
        foreach (var status in new[] { HealthStatus.Healthy, HealthStatus.Degraded, HealthStatus.Degraded, HealthStatus.Healthy, HealthStatus.Healthy })
        {
            watch.Look(Report(status, "slow"));
        }

        Assert.Equal(
            [(LogLevel.Warning, "Health of store went from healthy to degraded: slow"), (LogLevel.Information, "Health of store went from degraded to healthy")],
            _log.Lines.Select(line => (line.Level, line.Message)));
    }

    [Fact]
    public void A_gateway_that_starts_ill_says_so()
    {
        Watch().Look(Report(HealthStatus.Unhealthy, "no policy"));

        Assert.Single(_log.Lines, line => line.Level == LogLevel.Warning);
    }

    [Fact]
    public void Degraded_is_still_ready() => Assert.True(Watch().Look(Report(HealthStatus.Degraded, "a target is down")).Ready);

    public void Dispose()
    {
        _services.Dispose();
        _log.Dispose();
    }

    private HealthWatch Watch() => new(_services.GetRequiredService<IMeterFactory>(), _time, _log.CreateLogger<HealthWatch>());

    private static HealthReport Report(HealthStatus status, string? why) => new(
        new Dictionary<string, HealthReportEntry>
        {
            ["store"] = new(status, why, TimeSpan.Zero, null, new Dictionary<string, object> { ["queued"] = 12 }),
        },
        TimeSpan.Zero);
}
