using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Store;
using Realtime.SipGateway.Telemetry;

namespace Realtime.Benchmarks.Store;

/// <summary>
/// <c>store-load EVENTS_PER_SECOND SECONDS</c>: events at a steady rate into SQLite on the disk. Tells what an append costs the call that makes it,
/// what a claim waits meanwhile, the processor time per event, and that nothing was lost.
/// </summary>
internal static class StoreLoad
{
    /// <summary>Events appended at a time.</summary>
    private const int Ticks = 100;

    public static async Task<int> RunAsync(string[] arguments, TextWriter output)
    {
        if (arguments is not [var rateText, var secondsText] || !int.TryParse(rateText, out var rate) || !int.TryParse(secondsText, out var seconds))
        {
            await output.WriteLineAsync("store-load EVENTS_PER_SECOND SECONDS");
            return 2;
        }

        var folder = Directory.CreateTempSubdirectory("store-bench-").FullName;
        try
        {
            var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = folder });
            builder.Logging.ClearProviders();
            builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["Urls"] = "http://127.0.0.1:0" });
            builder.Services.AddSingleton(TimeProvider.System).AddSingleton<Redactor>();
            builder.Services.AddCalls().AddStore();
            await using var app = builder.Build();
            await app.StartAsync();
            await MeasureAsync(app.Services, rate, seconds, output);
            await app.StopAsync();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        return 0;
    }

    private static async Task MeasureAsync(IServiceProvider services, int rate, int seconds, TextWriter output)
    {
        var events = services.GetRequiredService<ICallEventLog>();
        var claims = services.GetRequiredService<IClaimLedger>();
        var appends = new List<double>(rate * seconds);
        var waits = new List<double>();
        var calls = Enumerable.Range(0, 200).Select(static _ => CallId.New(TimeProvider.System)).ToArray();
        await AppendAsync(events, calls, 0, rate, null);
        await events.FlushAsync(CancellationToken.None);
        var processor = Process.GetCurrentProcess().TotalProcessorTime;
        var clock = Stopwatch.StartNew();
        var sent = rate;
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1.0 / Ticks));
        while (clock.Elapsed.TotalSeconds < seconds && await timer.WaitForNextTickAsync())
        {
            var due = rate + (int)(clock.Elapsed.TotalSeconds * rate);
            await AppendAsync(events, calls, sent, due - sent, appends);
            sent = due;
            var started = Stopwatch.GetTimestamp();
            await claims.TryClaimAsync(
                new WebhookClaim($"wh_{sent}", "openai", RealtimeCallId.Parse($"rtc_{sent}"), null, TimeProvider.System.GetUtcNow()), CancellationToken.None);
            waits.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }

        var elapsed = clock.Elapsed;
        await events.FlushAsync(CancellationToken.None);
        var lag = clock.Elapsed - elapsed;
        var used = (Process.GetCurrentProcess().TotalProcessorTime - processor).TotalMicroseconds / appends.Count;
        appends.Sort();
        waits.Sort();
        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"{appends.Count / elapsed.TotalSeconds:F0} events/s for {elapsed.TotalSeconds:F0} s; append p50 {At(appends, 0.5):F1} µs, p99 {At(appends, 0.99):F1} µs; "
            + $"a claim waits p50 {At(waits, 0.5):F1} ms, p99 {At(waits, 0.99):F1} ms ({waits.Count} of them); written {lag.TotalMilliseconds:F0} ms after the last; "
            + $"{used:F0} µs of processor per event, all threads, claims included; lost {services.GetRequiredService<StoreHealth>().Dropped}"));
    }

    private static Task AppendAsync(ICallEventLog events, CallId[] calls, int from, int count, List<double>? took)
    {
        for (var number = from; number < from + count; number++)
        {
            var one = new CallEvent(
                calls[number % calls.Length], (number / calls.Length) + 1, TimeProvider.System.GetUtcNow(), "bench",
                new AgentSaid("item_0123456789", "resp_0123456789", "Your parcel left our warehouse this morning and will be with you tomorrow before noon.", false));
            var started = Stopwatch.GetTimestamp();
            events.Append(one);
            took?.Add(Stopwatch.GetElapsedTime(started).TotalMicroseconds);
        }

        return Task.CompletedTask;
    }

    private static double At(List<double> sorted, double share) => sorted[(int)(share * (sorted.Count - 1))];
}
