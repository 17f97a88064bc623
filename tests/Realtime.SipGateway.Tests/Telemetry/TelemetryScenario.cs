using System.Net.Http.Json;
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

    public static Dictionary<string, string?> Settings(Uri collector, bool grpc = false, Dictionary<string, string?>? further = null)
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

    /// <summary>A call from the number to the number that comes without our edge, so that it has no media and the script of the simulator runs fast.</summary>
    public async Task<CallRecord> TalkAsync(string from, string to)
    {
        using var handler = new HttpClientHandler { ServerCertificateCustomValidationCallback = static (_, _, _, _) => true };
        using var http = new HttpClient(handler) { BaseAddress = gateway.OpenAi.ApiBaseUrl };
        using var answer = await http.PostAsJsonAsync("/simulator/calls", new { from = $"<sip:{from}@carrier.example>", to = $"<sip:{to}@sip.api.openai.com>" });
        answer.EnsureSuccessStatusCode();
        return await GatewayScenario.EventuallyAsync(async () =>
            (await gateway.CallLog.ListRecordsAsync(10, null, CancellationToken.None)).FirstOrDefault(one => one.EndedAt is not null));
    }

    /// <summary>The trace of a call, once its root is there.</summary>
    public async Task<IReadOnlyList<Span>> TraceAsync(CallId call)
    {
        var root = await RootAsync(call);
        return [.. collector.Spans.Where(one => one.Span.TraceId == root.TraceId).Select(one => one.Span).OrderBy(span => span.StartTimeUnixNano)];
    }

    public Task<Span> RootAsync(CallId call) => GatewayScenario.EventuallyAsync(() => Task.FromResult(
        collector.Spans.Select(one => one.Span).FirstOrDefault(span => span.Name == "call" && Equals(span.Attributes.Of("gateway.call.id"), call.Value))));

    /// <summary>Waits for a span whose name begins so.</summary>
    public Task<Span> SpanAsync(string name) => GatewayScenario.EventuallyAsync(() => Task.FromResult(
        collector.Spans.Select(one => one.Span).FirstOrDefault(span => span.Name.StartsWith(name, StringComparison.Ordinal))));

    /// <summary>Waits for a metric that fits.</summary>
    public Task<MetricData> MetricAsync(string name, Func<MetricData, bool>? fits = null) => GatewayScenario.EventuallyAsync(() => Task.FromResult(
        collector.Metrics.TryGetValue(name, out var metric) && (fits is null || fits(metric)) ? metric : null));

    /// <summary>Waits for the record of an event.</summary>
    public Task<LogData> EventAsync(string type) => GatewayScenario.EventuallyAsync(() => Task.FromResult(
        collector.Logs.Select(one => one.Log).FirstOrDefault(log => log.EventName == type)));

    public async ValueTask DisposeAsync()
    {
        await gateway.DisposeAsync();
        await collector.DisposeAsync();
    }
}
