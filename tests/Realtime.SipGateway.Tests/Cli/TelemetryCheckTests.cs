using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Configuration;
using Realtime.SipGateway.Cli.Doctor;
using Xunit;

namespace Realtime.SipGateway.Tests.Cli;

public sealed class TelemetryCheckTests
{
    [Fact]
    public async Task Each_collector_is_tried_that_a_signal_goes_to_and_no_header_is_told()
    {
        using var collector = new TcpListener(IPAddress.Loopback, 0);
        collector.Start();

        var findings = await LookAsync(
            ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", $"http://{collector.LocalEndpoint}"), ("OTEL_EXPORTER_OTLP_LOGS_ENDPOINT", $"http://{collector.LocalEndpoint}/v1/logs"),
            ("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", "http://127.0.0.1:1/v1/metrics"), ("OTEL_EXPORTER_OTLP_HEADERS", "api-key=topsecret"));

        Assert.Equal(
            [(DoctorStatus.Ok, $"traces, logs to {collector.LocalEndpoint}"), (DoctorStatus.Warn, "metrics to 127.0.0.1:1")], findings.Select(one => (one.Status, one.What)));
        Assert.DoesNotContain("topsecret", string.Join('\n', findings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_sent_is_told()
    {
        Assert.Equal("not set: no metrics, traces or logs leave", Assert.Single(await LookAsync()).Seen);
        Assert.Contains("OTEL_SDK_DISABLED", Assert.Single(await LookAsync(("OTEL_SDK_DISABLED", "true"), ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:1"))).Seen, StringComparison.Ordinal);

        var findings = await LookAsync(("OTEL_TRACES_EXPORTER", "none"), ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:1"));
        Assert.Equal(["metrics, logs to 127.0.0.1:1", "traces"], findings.Select(one => one.What));
    }

    [Fact]
    public async Task Faulty_settings_are_no_silence()
    {
        var finding = (await LookAsync(("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:1"), ("OTEL_EXPORTER_OTLP_HEADERS", "topsecret")))[0];

        Assert.Equal((DoctorStatus.Warn, "its settings have faults: 1"), (finding.Status, finding.Seen));
        Assert.DoesNotContain("topsecret", finding.ToString(), StringComparison.Ordinal);
    }

    private static async Task<IReadOnlyList<DoctorFinding>> LookAsync(params (string Key, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings.ToDictionary(static one => one.Key, static one => (string?)one.Value)).Build();
        var notes = new DoctorNotes("telemetry");
        await new TelemetryCheck(configuration, TimeProvider.System).LookAsync(notes, TestContext.Current.CancellationToken);
        return notes.Findings;
    }
}
