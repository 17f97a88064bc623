using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Telemetry;
using Realtime.SipGateway.Tests.Scenarios;
using Realtime.SipGateway.Tests.Telemetry.Otlp;
using Xunit;

namespace Realtime.SipGateway.Tests.Telemetry;

[Collection(nameof(TelemetryCollection))]
public sealed class MetricAndLogScenarios
{
    [Fact]
    public async Task Metrics_leave_with_units_buckets_and_labels_as_they_are_documented()
    {
        await using var scenario = await TelemetryScenario.StartAsync(TraceScenarios.Edgeless, TraceScenarios.Fast);
        var record = await scenario.TalkAsync("+15550199", "+15550100");
        await scenario.MetricAsync("gateway.calls.ended", metric => metric.Sum.DataPoints.Count > 0);
        await scenario.MetricAsync("gateway.tokens", metric => metric.Sum.DataPoints.Sum(point => point.AsInt) == record.InputTokens + record.OutputTokens);

        var all = GatewayInstruments.All.Concat(SipInstruments.All).ToDictionary(one => one.Name);
        var own = scenario.Collector.Metrics.Values.Where(metric => metric.Name.StartsWith("gateway.", StringComparison.Ordinal) || metric.Name.StartsWith("sip.", StringComparison.Ordinal));
        Assert.All(own, metric =>
        {
            var defined = all[metric.Name];
            Assert.Equal((defined.Unit, defined.Description), (metric.Unit, metric.Description));
            Assert.Equal(defined.Kind == InstrumentKind.Counter, metric is { DataCase: MetricData.DataOneofCase.Sum, Sum.IsMonotonic: true });
            if (metric.Histogram is { } histogram)
            {
                Assert.All(histogram.DataPoints, point => Assert.Equal(defined.Buckets, point.ExplicitBounds));
            }

            Assert.All(Labels(metric), label => Assert.Contains(label, defined.Labels.Select(one => one.Name)));
        });
        var ended = Assert.Single(scenario.Collector.Metrics["gateway.calls.ended"].Sum.DataPoints);
        Assert.Equal((1L, "agent", "agent_hung_up"), (ended.AsInt, ended.Attributes.Of("by"), ended.Attributes.Of("cause")));
        var cost = await scenario.MetricAsync("gateway.cost", metric => Math.Abs(metric.Sum.DataPoints.Sum(point => point.AsDouble) - (double)record.Cost!.Value) < 1e-9);
        Assert.All(cost.Sum.DataPoints, point => Assert.Equal("USD", point.Attributes.Of("currency")));

        // An example of a slow turn leads to its call.
        var root = await scenario.RootAsync(record.CallId);
        var turn = scenario.Collector.Metrics["gateway.turn.latency"].Histogram.DataPoints.Single();
        Assert.Contains(turn.Exemplars, exemplar => exemplar.TraceId == root.TraceId && exemplar.SpanId == root.SpanId);
        Assert.Equal(0, Assert.Single(scenario.Collector.Metrics["gateway.calls.active"].Sum.DataPoints).AsInt);
    }

    [Fact]
    public async Task Hostile_callers_add_no_series()
    {
        await using var scenario = await TelemetryScenario.StartAsync();
        await CallsAsync(0, 5);
        var before = await SeriesAsync(5);
        await CallsAsync(5, 40);

        Assert.Equal(before, await SeriesAsync(45));

        async Task CallsAsync(int from, int count)
        {
            for (var index = from; index < from + count; index++)
            {
                await using var caller = scenario.Gateway.Caller();
                await caller.InviteAsync(number: $"+1999{index:D6}", from: $"+1888{index:D6}", headers: [$"User-Agent: scanner-{index}", $"X-Hostile-{index}: {index}"]);
                await caller.FinalAsync();
            }
        }

        async Task<int> SeriesAsync(long refused)
        {
            await scenario.MetricAsync("gateway.calls.refused", metric => metric.Sum.DataPoints.Sum(point => point.AsInt) == refused);
            await scenario.MetricAsync("gateway.calls.ended", metric => metric.Sum.DataPoints.Sum(point => point.AsInt) == refused);
            return scenario.Collector.Metrics.Values.Where(metric => metric.Name.StartsWith("gateway.", StringComparison.Ordinal)).Sum(Series);
        }
    }

    [Fact]
    public async Task Log_records_alone_tell_the_story_of_a_call()
    {
        await using var scenario = await TelemetryScenario.StartAsync();
        await using var caller = scenario.Gateway.Caller();
        await caller.CallAsync();
        await scenario.Gateway.SeenAsync<SidebandReady>();
        await caller.HangUpAsync();
        var record = await scenario.Gateway.RecordAsync(caller);
        var root = await scenario.RootAsync(record.CallId);
        await scenario.EventAsync("call.ended");

        var events = await scenario.Gateway.EventsAsync(record.CallId);
        var records = scenario.Collector.Logs.Where(one => one.Scope == "Realtime.SipGateway.CallEvents").Select(one => one.Log).ToList();
        await GatewayScenario.EventuallyAsync(() => Task.FromResult(scenario.Collector.Logs.Count(one => one.Scope == "Realtime.SipGateway.CallEvents") >= events.Count ? this : null));
        records = [.. scenario.Collector.Logs.Where(one => one.Scope == "Realtime.SipGateway.CallEvents").Select(one => one.Log)
            .OrderBy(log => (long)log.Attributes.Of("gateway.event.sequence")!)];

        Assert.Equal(events.Select(data => data.Type), records.Select(log => log.EventName));
        Assert.All(records, log =>
        {
            Assert.Equal((record.CallId.Value, root.TraceId), (log.Attributes.Of("gateway.call.id"), log.TraceId));
            Assert.Equal(9, log.SeverityNumber);
            Assert.StartsWith(log.EventName, log.Body.StringValue, StringComparison.Ordinal);
        });
        var ended = records.Single(log => log.EventName == "call.ended");
        Assert.Equal(("caller", "caller_hung_up"), (ended.Attributes.Of("outcome.by"), ended.Attributes.Of("outcome.cause")));
        Assert.Contains("outcome.cause=caller_hung_up", ended.Body.StringValue, StringComparison.Ordinal);
        Assert.All(scenario.Collector.Logs, one => Assert.Equal("realtime-sip-gateway", one.Resource.Attributes.Of("service.name")));
        Assert.DoesNotContain(scenario.Gateway.Log.Lines, line => line.Category == "Realtime.SipGateway.CallEvents");
    }

    [Fact]
    public async Task What_is_logged_of_a_call_has_its_trace_whatever_thread_wrote_it()
    {
        await using var scenario = await TelemetryScenario.StartAsync();
        await using var caller = scenario.Gateway.Caller();
        await caller.CallAsync();
        await caller.HangUpAsync();
        var record = await scenario.Gateway.RecordAsync(caller);
        var root = await scenario.RootAsync(record.CallId);

        var line = await GatewayScenario.EventuallyAsync<LogData>(() => Task.FromResult<LogData?>(scenario.Collector.Logs.FirstOrDefault(one =>
            one.Scope.StartsWith("Realtime.SipGateway.Signalling", StringComparison.Ordinal) && Equals(one.Log.Attributes.Of("gateway.call.id"), record.CallId.Value)).Log));

        Assert.Equal(root.TraceId, line.TraceId);
        Assert.InRange((long)line.Attributes.Of("gateway.event.id")!, 4500, 4799);
        Assert.All(scenario.Collector.Logs.Where(one => one.Scope != "Realtime.SipGateway.CallEvents"), one => Assert.Equal(
            one.Log.Attributes.Count, one.Log.Attributes.Select(attribute => attribute.Key).Distinct().Count()));
    }

    [Fact]
    public async Task Call_events_can_be_kept_back()
    {
        await using var scenario = await TelemetryScenario.StartAsync(new() { ["Telemetry:CallEvents"] = "false" });
        await using var caller = scenario.Gateway.Caller();
        await caller.CallAsync();
        await caller.HangUpAsync();
        await scenario.RootAsync((await scenario.Gateway.RecordAsync(caller)).CallId);

        await GatewayScenario.EventuallyAsync(() => Task.FromResult(scenario.Collector.Logs.IsEmpty ? null : this));
        Assert.DoesNotContain(scenario.Collector.Logs, one => one.Scope == "Realtime.SipGateway.CallEvents");
    }

    private static int Series(MetricData metric) =>
        (metric.Sum?.DataPoints.Count ?? 0) + (metric.Gauge?.DataPoints.Count ?? 0) + (metric.Histogram?.DataPoints.Count ?? 0);

    private static IEnumerable<string> Labels(MetricData metric) =>
        (metric.Sum?.DataPoints ?? metric.Gauge?.DataPoints ?? []).SelectMany(point => point.Attributes)
        .Concat((metric.Histogram?.DataPoints ?? []).SelectMany(point => point.Attributes)).Select(attribute => attribute.Key).Distinct();
}
