using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Telemetry.Export;
using Realtime.SipGateway.Tests.Scenarios;
using Realtime.SipGateway.Tests.Telemetry.Otlp;
using Realtime.Testing;
using Xunit;

namespace Realtime.SipGateway.Tests.Telemetry;

[Collection(nameof(TelemetryCollection))]
public sealed class CollectorFaultScenarios
{
    /// <summary>Small enough that a few calls fill it.</summary>
    private static readonly Dictionary<string, string?> SmallQueue = new()
    {
        ["OTEL_BSP_MAX_QUEUE_SIZE"] = "16",
        ["OTEL_BSP_MAX_EXPORT_BATCH_SIZE"] = "8",
        ["OTEL_BLRP_MAX_QUEUE_SIZE"] = "16",
        ["OTEL_BLRP_MAX_EXPORT_BATCH_SIZE"] = "8",
        ["OTEL_EXPORTER_OTLP_TIMEOUT"] = "2000",
    };

    [Fact]
    public async Task A_collector_that_dies_in_mid_call_costs_no_call_and_is_told_once()
    {
        var port = LoopbackPorts.Next();
        var collector = await OtlpReceiver.StartAsync(port);
        await using var gateway = await GatewayScenario.StartAsync(TelemetryScenario.Settings(collector.Http, further: SmallQueue));
        await using var caller = gateway.Caller();
        Assert.Equal(200, (await caller.CallAsync()).StatusCode);
        await GatewayScenario.EventuallyAsync(() => Task.FromResult(collector.Spans.IsEmpty ? null : this));
        await collector.DisposeAsync();

        await caller.HangUpAsync();
        Assert.Equal(CallCause.CallerHungUp, (await gateway.RecordAsync(caller)).Cause);
        await CallAsync(gateway);
        await gateway.LoggedAsync("The collector does not take traces");
        var counts = gateway.Service<ExportCounts>();
        await GatewayScenario.EventuallyAsync(() => Task.FromResult(counts.Traces.Failed > 0 && counts.CallEvents.Failed > 0 ? this : null));
        Assert.InRange(counts.Traces.Queued, 0, 16);
        Assert.Single(gateway.Log.Lines, line => line.Message.Contains("does not take traces", StringComparison.Ordinal));

        // It comes back, and what follows arrives.
        await using var again = await OtlpReceiver.StartAsync(port);
        await CallAsync(gateway);
        await gateway.LoggedAsync("The collector takes traces again");
        await GatewayScenario.EventuallyAsync(() => Task.FromResult(again.Metrics.TryGetValue("gateway.telemetry.items", out var items)
            && items.Sum.DataPoints.Any(point => Equals(point.Attributes.Of("signal"), "traces") && Equals(point.Attributes.Of("result"), "failed") && point.AsInt > 0) ? this : null));
    }

    [Fact]
    public async Task A_slow_collector_fills_its_queue_and_nothing_else()
    {
        await using var collector = await OtlpReceiver.StartAsync();
        collector.Delay = TimeSpan.FromSeconds(60);
        await using var gateway = await GatewayScenario.StartAsync(TelemetryScenario.Settings(collector.Http, further: SmallQueue));

        for (var index = 0; index < 4; index++)
        {
            await CallAsync(gateway);
        }

        var counts = gateway.Service<ExportCounts>();
        Assert.True(counts.Traces.Dropped > 0, "nothing was dropped");
        Assert.True(counts.CallEvents.Dropped > 0, "no event was dropped");
        Assert.InRange(counts.Traces.Queued, 0, 16);
        Assert.InRange(counts.CallEvents.Queued, 0, 16);
    }

    [Fact]
    public async Task A_collector_that_refuses_is_told_and_calls_go_on()
    {
        await using var collector = await OtlpReceiver.StartAsync();
        collector.Status = 401;
        await using var gateway = await GatewayScenario.StartAsync(TelemetryScenario.Settings(
            collector.Http, further: new() { ["OTEL_EXPORTER_OTLP_HEADERS"] = "authorization=Bearer collector-secret-0123" }));

        await CallAsync(gateway);
        await gateway.LoggedAsync("The collector does not take traces");

        Assert.Equal("Bearer collector-secret-0123", collector.Headers["authorization"]);
        Assert.DoesNotContain(gateway.Log.Lines, line => line.Message.Contains("collector-secret", StringComparison.Ordinal));
    }

    private static async Task CallAsync(GatewayScenario gateway)
    {
        await using var caller = gateway.Caller();
        Assert.Equal(200, (await caller.CallAsync()).StatusCode);
        await caller.HangUpAsync();
        Assert.Equal(CallCause.CallerHungUp, (await gateway.RecordAsync(caller)).Cause);
    }
}
