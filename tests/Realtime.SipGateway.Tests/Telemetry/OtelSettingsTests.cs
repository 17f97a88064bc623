using Microsoft.Extensions.Configuration;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using Realtime.SipGateway.Telemetry;
using Realtime.SipGateway.Telemetry.Export;
using Xunit;

namespace Realtime.SipGateway.Tests.Telemetry;

public sealed class OtelSettingsTests
{
    [Fact]
    public void Nothing_leaves_without_an_endpoint()
    {
        var settings = Read(out var faults);

        Assert.Empty(faults);
        Assert.Equal((null, null, null), (settings.Traces, settings.Metrics, settings.Logs));
    }

    [Theory]
    [InlineData("http://collector:4318", "http://collector:4318/v1/traces")]
    [InlineData("http://collector:4318/", "http://collector:4318/v1/traces")]
    [InlineData("https://otlp.example/base", "https://otlp.example/base/v1/traces")]
    public void A_general_endpoint_for_HTTP_is_a_base(string endpoint, string expected) => Assert.Equal(
        expected, Read(out _, ("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint), ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf")).Traces!.Endpoint.ToString());

    [Fact]
    public void What_is_said_of_one_signal_wins_and_is_taken_as_it_is()
    {
        var settings = Read(
            out var faults, ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://general:4317"), ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "http://traces:9999/in"),
            ("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "http/protobuf"), ("OTEL_EXPORTER_OTLP_TRACES_HEADERS", "a=b"), ("OTEL_EXPORTER_OTLP_HEADERS", "c=d"),
            ("OTEL_EXPORTER_OTLP_TIMEOUT", "1234"), ("OTEL_LOGS_EXPORTER", "none"));

        Assert.Empty(faults);
        var traces = settings.Traces!.ToOptions();
        Assert.Equal(("http://traces:9999/in", OtlpExportProtocol.HttpProtobuf, "a=b", 1234), (traces.Endpoint.ToString(), traces.Protocol, traces.Headers, traces.TimeoutMilliseconds));
        var metrics = settings.Metrics!.ToOptions();
        Assert.Equal(("http://general:4317/", OtlpExportProtocol.Grpc, "c=d"), (metrics.Endpoint.ToString(), metrics.Protocol, metrics.Headers));
        Assert.Null(settings.Logs);
    }

    [Fact]
    public void The_SDK_can_be_switched_off() =>
        Assert.Null(Read(out _, ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector:4317"), ("OTEL_SDK_DISABLED", "true")).Traces);

    [Fact]
    public void Batches_and_times_are_the_standard_ones_unless_told()
    {
        var usual = Read(out _, ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector:4317"));
        var told = Read(
            out var faults, ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector:4317"), ("OTEL_BSP_MAX_QUEUE_SIZE", "100"), ("OTEL_BSP_SCHEDULE_DELAY", "7"),
            ("OTEL_BLRP_MAX_EXPORT_BATCH_SIZE", "9"), ("OTEL_METRIC_EXPORT_INTERVAL", "5000"), ("OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE", "delta"));

        Assert.Empty(faults);
        Assert.Equal((BatchSettings.Default, BatchSettings.Default, 60_000), (usual.SpanBatch, usual.LogBatch, usual.MetricIntervalMs));
        Assert.Equal(new BatchSettings(100, 100, 7, 30_000), told.SpanBatch);
        Assert.Equal(BatchSettings.Default with { BatchSize = 9 }, told.LogBatch);
        Assert.Equal((5_000, MetricReaderTemporalityPreference.Delta), (told.MetricIntervalMs, told.Temporality));
    }

    [Fact]
    public void Every_fault_is_told_once_and_no_secret_with_it()
    {
        (string, string)[] settings =
        [
            ("OTEL_EXPORTER_OTLP_ENDPOINT", "user:pass-0123@collector:4317"), ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/json"),
            ("OTEL_EXPORTER_OTLP_HEADERS", "Bearer secret-0123"), ("OTEL_EXPORTER_OTLP_TIMEOUT", "soon"), ("OTEL_TRACES_SAMPLER", "sometimes"),
            ("OTEL_TRACES_SAMPLER_ARG", "2"), ("OTEL_BSP_MAX_QUEUE_SIZE", "10"), ("OTEL_BSP_MAX_EXPORT_BATCH_SIZE", "20"), ("OTEL_METRICS_EXPORTER", "prometheus"),
            ("OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE", "both"), ("OTEL_METRIC_EXPORT_INTERVAL", "1"),
        ];
        var faults = new TelemetrySettingsValidator(Configuration(settings)).Validate(null, new TelemetryOptions()).Failures!.ToList();

        Assert.Equal(settings.Select(one => one.Item1).Where(key => key != "OTEL_BSP_MAX_QUEUE_SIZE").Order(), faults.Select(fault => fault.Split(':')[0]).Order());
        Assert.All(faults, fault => Assert.DoesNotContain("0123", fault, StringComparison.Ordinal));
    }

    [Fact]
    public void Attributes_of_the_resource_are_bounded()
    {
        var options = new TelemetryOptions { Attributes = Enumerable.Range(0, 33).ToDictionary(index => $"key{index}", index => index == 0 ? "" : "value") };

        Assert.Equal(2, new TelemetrySettingsValidator(Configuration([])).Validate(null, options).Failures!.Count());
    }

    [Fact]
    public void Standard_resource_attributes_win()
    {
        var resource = TelemetryResource.Of(
            new TelemetryOptions { InstanceId = "ours", Environment = "test" },
            Configuration([("OTEL_RESOURCE_ATTRIBUTES", "service.instance.id=theirs,team=voice%20bots,broken"), ("OTEL_SERVICE_NAME", "front-door")])).Build().Attributes.ToDictionary();

        Assert.Equal(("theirs", "voice bots", "front-door", "test"), (resource["service.instance.id"], resource["team"], resource["service.name"], resource["deployment.environment.name"]));
    }

    private static OtelSettings Read(out List<string> faults, params (string Key, string Value)[] settings)
    {
        faults = [];
        return OtelSettings.Read(Configuration(settings), faults);
    }

    private static IConfiguration Configuration((string Key, string Value)[] settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(one => new KeyValuePair<string, string?>(one.Key, one.Value))).Build();
}
