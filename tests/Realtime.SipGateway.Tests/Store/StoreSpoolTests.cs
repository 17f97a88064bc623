using System.Diagnostics;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Store;
using Realtime.SipGateway.Tests.Webhooks;
using Xunit;

namespace Realtime.SipGateway.Tests.Store;

/// <summary>A database that does not work stops no call and loses no event.</summary>
public sealed class StoreSpoolTests() : StoreTestBase(StoreProvider.Sqlite)
{
    private readonly CallId _call = CallId.New(TimeProvider.System);

    [Fact]
    public async Task What_waits_is_written_in_order_and_once_when_the_database_works_again()
    {
        await using var store = await OpenAsync();
        using (store.Lock())
        {
            Append(store, 1, 3_000);
            store.Events.Save(new CallRecord { CallId = _call, StartedAt = Noon, Caller = "old" });
            await WebhookHost.UntilAsync(() => store.Health.Spooled == 3_001);
            Append(store, 3_001, 3_500);
            store.Events.Save(new CallRecord { CallId = _call, StartedAt = Noon, Caller = "new" });
            await WebhookHost.UntilAsync(() => store.Health.Spooled == 3_502);
            Assert.True(File.Exists(store.Spool.FullPath));
        }

        await store.Events.FlushAsync(Token);

        Assert.Equal(Enumerable.Range(1, 3_500).Select(number => (long)number), (await ReadAsync(store, _call)).Select(one => one.Sequence));
        Assert.Equal("new", (await store.Events.FindRecordAsync(_call, Token))!.Caller);
        Assert.Equal((0, 0, 0L), (store.Health.Queued, store.Health.Spooled, store.Health.Dropped));
        Assert.False(File.Exists(store.Spool.FullPath));
        Assert.Contains(store.Log.Lines, line => line.Id.Id == 8010);
        Assert.Contains(store.Log.Lines, line => line.Id.Id == 8011);
    }

    [Fact]
    public async Task A_process_that_is_killed_meanwhile_loses_nothing_that_was_spooled()
    {
        await using var store = await OpenAsync();
        Append(store, 1, 10);
        await store.Events.FlushAsync(Token);
        var copy = Directory.CreateTempSubdirectory("store-killed-").FullName;
        Directory.CreateDirectory(Path.Combine(copy, "data"));
        using (store.Lock())
        {
            Append(store, 11, 20);
            store.Events.Append(Event(_call, 21, new CallEnded(CallOutcome.CallerHungUp)));
            await WebhookHost.UntilAsync(() => store.Health.Spooled == 11);

            // The files as they lie there at this moment: what kill -9 leaves. Half a line is what it can leave too.
            foreach (var file in Directory.EnumerateFiles(Path.Combine(store.Folder, "data")))
            {
                File.Copy(file, Path.Combine(copy, "data", Path.GetFileName(file)));
            }

            await File.AppendAllTextAsync(Path.Combine(copy, "data", StoreOptions.SpoolName), """{"sum":"0000""", Token);
        }

        await using var next = await StoreFixture.OpenAsync(copy);

        var events = await ReadAsync(next, _call);
        Assert.Equal(Enumerable.Range(1, 21).Select(number => (long)number), events.Select(one => one.Sequence));
        Assert.Equal(CallOutcome.CallerHungUp, Assert.IsType<CallEnded>(events[^1].Data).Outcome);
        Assert.Contains(next.Log.Lines, line => line.Id.Id == 8013);
        Assert.False(File.Exists(next.Spool.FullPath));
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
        Assert.Equal(6, (await ReadAsync(next, _call)).Count);
        Assert.Equal(CallCause.GatewayCrashed, (await next.Events.FindRecordAsync(_call, Token))!.Cause);
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

        Assert.Equal([1L, 2, 4, 5, 6], (await ReadAsync(next, _call)).Select(one => one.Sequence));
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

        Assert.Equal([1L, 2, 3, 4], (await ReadAsync(next, _call)).Select(one => one.Sequence));
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
                store.Events.Append(Event(_call, sequence, new CallerSaid("item", new string('x', 100_000), null)));
            }

            await WebhookHost.UntilAsync(() => store.Health.Spooled is > 5 and < 15);
        }

        await store.Events.FlushAsync(Token);
        Assert.Equal(20, (await ReadAsync(store, _call)).Count);
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
            Assert.Contains("locked", result.Description, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_disk_without_room_for_anything_keeps_events_in_memory_until_there_is_some()
    {
        var folder = Directory.CreateTempSubdirectory("store-tmpfs-").FullName;
        Assert.SkipUnless(Mounts(folder), "A small file system can only be mounted by root.");
        try
        {
            await using var store = await StoreFixture.OpenAsync(folder);
            Append(store, 1, 10);
            await store.Events.FlushAsync(Token);
            var filler = Path.Combine(folder, "filler");
            Fill(filler);

            for (var sequence = 11; sequence <= 40; sequence++)
            {
                store.Events.Append(Event(_call, sequence, new CallerSaid("item", new string('x', 50_000), null)));
            }

            await WebhookHost.UntilAsync(() => store.Health is { Fault: not null, SpoolFault: not null });
            Assert.Contains("full", store.Health.Fault, StringComparison.Ordinal);
            Append(store, 41, 50);
            File.Delete(filler);

            await store.Events.FlushAsync(Token);
            Assert.Equal(Enumerable.Range(1, 50).Select(number => (long)number), (await ReadAsync(store, _call)).Select(one => one.Sequence));
            Assert.Equal(0, store.Health.Dropped);
        }
        finally
        {
            Process.Start("umount", ["-l", folder]).WaitForExit();
            Directory.Delete(folder);
        }
    }

    private static bool Mounts(string folder)
    {
        if (Environment.UserName != "root")
        {
            return false;
        }

        using var mount = Process.Start(new ProcessStartInfo("mount", ["-t", "tmpfs", "-o", "size=8m", "tmpfs", folder]) { RedirectStandardError = true })!;
        mount.WaitForExit();
        return mount.ExitCode == 0;
    }

    private static void Fill(string file)
    {
        try
        {
            using var stream = File.Create(file);
            var chunk = new byte[4_096];
            while (true)
            {
                stream.Write(chunk);
                stream.Flush();
            }
        }
        catch (IOException)
        {
            // Full.
        }
    }

    private void Append(StoreFixture store, int from, int to)
    {
        for (var sequence = from; sequence <= to; sequence++)
        {
            store.Events.Append(Event(_call, sequence, new DigitReceived("5")));
        }
    }
}
