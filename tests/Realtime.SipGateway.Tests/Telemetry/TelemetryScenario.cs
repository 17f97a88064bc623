using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Tests.Scenarios;
using Realtime.SipGateway.Tests.Telemetry.Otlp;

namespace Realtime.SipGateway.Tests.Telemetry;

/// <summary>A whole gateway whose telemetry goes to a collector of the test.</summary>
internal sealed class TelemetryScenario(OtlpReceiver collector, GatewayScenario gateway) : IAsyncDisposable
{
    public OtlpReceiver Collector => collector;

    public GatewayScenario Gateway => gateway;

    public static async Task<TelemetryScenario> StartAsync(
        Dictionary<string, string?>? settings = null, Dictionary<string, string?>? simulator = null, bool grpc = false)
    {
        var collector = await OtlpReceiver.StartAsync();
        return new TelemetryScenario(collector, await GatewayScenario.StartAsync(Settings(grpc ? collector.Grpc : collector.Http, grpc, settings), simulator));
    }

    public static Dictionary<string, string?> Settings(Uri collector, bool grpc, Dictionary<string, string?>? further = null)
    {
        var all = new Dictionary<string, string?>
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.ToString(),
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = grpc ? "grpc" : "http/protobuf",
            ["OTEL_BSP_SCHEDULE_DELAY"] = "50",
            ["OTEL_BLRP_SCHEDULE_DELAY"] = "50",
            ["OTEL_METRIC_EXPORT_INTERVAL"] = "200",
        };
        foreach (var (key, value) in further ?? [])
        {
            all[key] = value;
        }

        return all;
    }

    /// <summary>The trace of a call, once its root is there.</summary>
    public async Task<IReadOnlyList<Span>> TraceAsync(CallId call)
    {
        var root = await RootAsync(call);
        return [.. collector.Spans.Where(one => one.Span.TraceId == root.TraceId).Select(one => one.Span)];
    }

    public Task<Span> RootAsync(CallId call) => GatewayScenario.EventuallyAsync(() => Task.FromResult(
        collector.Spans.Select(one => one.Span).FirstOrDefault(span => span.Name == "call" && Equals(span.Attributes.Of("gateway.call.id"), call.Value))));

    /// <summary>Waits for a span of this name.</summary>
    public Task<Span> SpanAsync(string name) => GatewayScenario.EventuallyAsync(() => Task.FromResult(
        collector.Spans.Select(one => one.Span).FirstOrDefault(span => span.Name == name)));

    public async ValueTask DisposeAsync()
    {
        await gateway.DisposeAsync();
        await collector.DisposeAsync();
    }
}
