using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Store;
using Realtime.SipGateway.Telemetry;
using Realtime.SipGateway.Tests.Webhooks;
using Xunit;

namespace Realtime.SipGateway.Tests.Store;

/// <summary>A database that does not work stops no call and loses no event.</summary>
public abstract class StoreSpoolTests(StoreProvider provider) : StoreTestBase(provider)
{
    private protected readonly CallId Call = CallId.New(TimeProvider.System);

    [Fact]
    public async Task What_waits_is_written_in_order_and_once_when_the_database_works_again()
    {
        await using var store = await OpenAsync();
        using (store.Lock())
        {
            Append(store, 1, 3_000);
            store.Events.Save(new CallRecord { CallId = Call, StartedAt = Noon, Caller = "old" });
            await WebhookHost.UntilAsync(() => store.Health.Spooled == 3_001);
            Append(store, 3_001, 3_500);
            store.Events.Save(new CallRecord { CallId = Call, StartedAt = Noon, Caller = "new" });
            await WebhookHost.UntilAsync(() => store.Health.Spooled == 3_502);
            Assert.True(File.Exists(store.Spool.FullPath));
        }

        await store.Events.FlushAsync(Token);

        Assert.Equal(Enumerable.Range(1, 3_500).Select(number => (long)number), (await ReadAsync(store, Call)).Select(one => one.Sequence));
        Assert.Equal("new", (await store.Events.FindRecordAsync(Call, Token))!.Caller);
        Assert.Equal((0, 0, 0L), (store.Health.Queued, store.Health.Spooled, store.Health.Dropped));
        Assert.False(File.Exists(store.Spool.FullPath));
        Assert.Contains(store.Log.Lines, line => line.Id.Id == 8010);
        Assert.Contains(store.Log.Lines, line => line.Id.Id == 8011);
    }

    [Fact]
    public async Task A_stop_leaves_the_rest_to_the_next_process()
    {
        await using var store = await OpenAsync();
        using (store.Lock())
        {
            Append(store, 1, 5);
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
            await store.Service.StoppedAsync(patience.Token);
        }

        Assert.Equal(0, store.Health.Dropped);
        await Assert.ThrowsAsync<StoreException>(() => store.Events.FlushAsync(Token).AsTask());
        await using var next = await OpenAsync(store);
        Assert.Equal(6, (await ReadAsync(next, Call)).Count);
        Assert.Equal(CallCause.GatewayCrashed, (await next.Events.FindRecordAsync(Call, Token))!.Cause);
    }

    [Fact]
    public async Task A_damaged_line_costs_itself_alone_and_is_counted()
    {
        await using var store = await OpenAsync();
        using (store.Lock())
        {
            Append(store, 1, 5);
            await store.Service.StoppedAsync(Token);
        }

        var lines = await File.ReadAllLinesAsync(store.Spool.FullPath, Token);
        lines[2] = lines[2].Replace("\"digit\":\"5\"", "\"digit\":\"6\"", StringComparison.Ordinal);
        await File.WriteAllTextAsync(store.Spool.FullPath, string.Join('\n', lines) + "\n", Token);

        await using var next = await OpenAsync(store);

        Assert.Equal([1L, 2, 4, 5, 6], (await ReadAsync(next, Call)).Select(one => one.Sequence));
        Assert.Equal(1, next.Health.Dropped);
        Assert.Contains(next.Log.Lines, line => line.Id.Id == 8014);
    }

    [Theory]
    [InlineData("""{"call":"c","seq":"one"}""")]
    [InlineData("""{"call":"c","seq":1,"at":"now","node":"n","v":1,"type":"t","data":*1}""")]
    [InlineData("""{"record":{"call_id":7}}""")]
    [InlineData("[]")]
    public async Task A_line_with_the_right_sum_that_says_nothing_costs_itself_alone(string write)
    {
        await using var store = await OpenAsync();
        using (store.Lock())
        {
            Append(store, 1, 3);
            await store.Service.StoppedAsync(Token);
        }

        var sum = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(write))[..4]);
        await File.AppendAllTextAsync(store.Spool.FullPath, $$"""{"sum":"{{sum}}","write":{{write}}}""" + "\n", Token);

        await using var next = await OpenAsync(store);

        Assert.Equal([1L, 2, 3, 4], (await ReadAsync(next, Call)).Select(one => one.Sequence));
        Assert.Equal(1, next.Health.Dropped);
    }

    [Fact]
    public async Task A_full_spool_leaves_the_rest_in_memory_and_nothing_is_lost()
    {
        await using var store = await OpenAsync(configure: options => options.SpoolMegabytes = 1);
        using (store.Lock())
        {
            for (var sequence = 1; sequence <= 20; sequence++)
            {
                store.Events.Append(Event(Call, sequence, new CallerSaid("item", new string('x', 100_000), null)));
            }

            await WebhookHost.UntilAsync(() => store.Health.Spooled is > 5 and < 15);
        }

        await store.Events.FlushAsync(Token);
        Assert.Equal(20, (await ReadAsync(store, Call)).Count);
        Assert.Equal(0, store.Health.Dropped);
    }

    [Fact]
    public async Task Health_tells_why_and_how_much_waits()
    {
        await using var store = await OpenAsync();
        var check = new StoreHealthCheck(store.Health);
        Assert.Equal(HealthStatus.Healthy, (await check.CheckHealthAsync(new HealthCheckContext(), Token)).Status);
        using (store.Lock())
        {
            Append(store, 1, 5);
            await WebhookHost.UntilAsync(() => store.Health.Spooled == 5);

            var result = await check.CheckHealthAsync(new HealthCheckContext(), Token);

            Assert.Equal((HealthStatus.Unhealthy, 5), (result.Status, (int)result.Data["spooled"]));
            Assert.Contains("lock", result.Description, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_age_of_the_oldest_write_grows_while_the_database_does_not_work_and_is_zero_when_all_is_written()
    {
        await using var store = await OpenAsync();
        Assert.Equal(0, LagOf(store));
        using (store.Lock())
        {
            var before = Stopwatch.GetTimestamp();
            Append(store, 1, 5);
            var after = Stopwatch.GetTimestamp();
            await WebhookHost.UntilAsync(() => store.Health.Spooled == 5);
            Append(store, 6, 10);

            var atLeast = Stopwatch.GetElapsedTime(after).TotalSeconds;
            var lag = LagOf(store);
            Assert.InRange(lag, atLeast, Stopwatch.GetElapsedTime(before).TotalSeconds);
        }

        await store.Events.FlushAsync(Token);
        await WebhookHost.UntilAsync(() => LagOf(store) == 0);
    }

    private static double LagOf(StoreFixture store)
    {
        double? lag = null;
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Meter.Scope == store.Meters && instrument.Name == GatewayInstruments.StoreLag.Name)
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<double>((_, value, _, _) => lag = value);
        listener.Start();
        listener.RecordObservableInstruments();
        return Assert.NotNull(lag);
    }

    private protected void Append(StoreFixture store, int from, int to)
    {
        for (var sequence = from; sequence <= to; sequence++)
        {
            store.Events.Append(Event(Call, sequence, new DigitReceived("5"), "node-2"));
        }
    }
}
