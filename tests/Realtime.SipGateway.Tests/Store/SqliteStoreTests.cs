using Microsoft.Extensions.Logging;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Store;
using Xunit;

namespace Realtime.SipGateway.Tests.Store;

public sealed class SqliteStoreTests() : StoreTests(StoreProvider.Sqlite)
{
    [Fact]
    public async Task A_claim_that_returned_is_on_the_disk_without_a_clean_stop()
    {
        await using var store = await OpenAsync();
        await store.Claims.TryClaimAsync(Claim("wh_1", "rtc_1"), Token);

        // The files as they lie there at this moment: what a crash leaves.
        var copy = Directory.CreateTempSubdirectory("store-crash-").FullName;
        Directory.CreateDirectory(Path.Combine(copy, "data"));
        foreach (var file in Directory.EnumerateFiles(Path.Combine(store.Folder, "data")))
        {
            File.Copy(file, Path.Combine(copy, "data", Path.GetFileName(file)));
        }

        await using var again = await StoreFixture.OpenAsync(copy);
        Assert.Single(await again.Claims.UndecidedAsync(Token));
    }

    [Fact]
    public async Task A_locked_database_stops_no_call_fails_claims_soon_and_loses_no_event()
    {
        await using var store = await OpenAsync();
        var call = CallId.New(TimeProvider.System);
        using (store.Lock())
        {
            for (var sequence = 1; sequence <= 2_000; sequence++)
            {
                store.Events.Append(Event(call, sequence, new DigitReceived("5")));
            }

            await Assert.ThrowsAsync<StoreException>(() => store.Claims.TryClaimAsync(Claim("wh_1", "rtc_1"), Token).AsTask());
            await Assert.ThrowsAsync<StoreException>(() => store.Claims.TryClaimAsync(Claim("wh_1", "rtc_1"), Token).AsTask());
            Assert.Contains("locked by another process", store.Health.Fault, StringComparison.Ordinal);
            await Webhooks.WebhookHost.UntilAsync(() => store.Health.Spooled == 2_000);
        }

        await store.Events.FlushAsync(Token);
        Assert.Null(store.Health.Fault);
        Assert.Equal(2_000, (await ReadAsync(store, call)).Count);
        Assert.True(await store.Claims.TryClaimAsync(Claim("wh_1", "rtc_1"), Token));
        Assert.Contains(store.Log.Lines, line => line.Id.Id == 8002 && line.Level == LogLevel.Error);
        Assert.Contains(store.Log.Lines, line => line.Id.Id == 8003);
    }

    [Fact]
    public async Task Only_a_tool_that_may_be_repeated_runs_without_a_database()
    {
        await using var store = await OpenAsync();
        var call = CallId.New(TimeProvider.System);
        using (store.Lock())
        {
            Assert.Null(await store.Tools.BeginAsync(call, "call_1", "lookup", mayRepeat: true, Token));
            store.Tools.Complete(call, "call_1", "{}", succeeded: true);
            await Assert.ThrowsAsync<StoreException>(() => store.Tools.BeginAsync(call, "call_2", "order", mayRepeat: false, Token).AsTask());
        }

        await store.Events.FlushAsync(Token);
        Assert.Equal("{}", (await store.Tools.BeginAsync(call, "call_1", "lookup", mayRepeat: true, Token))?.Output);
        store.File.ClosePool();
        File.Delete(store.File.FullPath);
        Assert.Null(await store.Tools.BeginAsync(call, "call_1", "lookup", mayRepeat: true, Token));
    }

    [Fact]
    public async Task A_full_queue_drops_events_and_counts_them()
    {
        await using var store = await OpenAsync(configure: options => (options.QueueLength, options.SpoolMegabytes) = (100, 0));
        var call = CallId.New(TimeProvider.System);
        using (store.Lock())
        {
            for (var sequence = 1; sequence <= 3_000; sequence++)
            {
                store.Events.Append(Event(call, sequence, new DigitReceived("5")));
            }

            Assert.InRange(store.Health.Dropped, 1_000, 2_990);
        }

        await store.Events.FlushAsync(Token);
        Assert.Equal(3_000 - store.Health.Dropped, (await ReadAsync(store, call)).Count);
        Assert.Equal(0, store.Health.Queued);
        Assert.Contains(store.Log.Lines, line => line.Id.Id == 8004);
    }

    [Fact]
    public async Task A_full_disk_is_told_and_calls_go_on()
    {
        await using var store = await OpenAsync();
        var call = CallId.New(TimeProvider.System);
        await store.Writer.WriteAsync(
            statements =>
            {
                // SQLite answers SQLITE_FULL when the file may not grow: the same as a disk without room.
                SqliteDatabase.Execute(statements.Connection, "PRAGMA max_page_count = 1");
                return 0;
            },
            Token);
        store.Events.Append(Event(call, 1, new CallerSaid("item", new string('x', 400_000), null)));

        await Webhooks.WebhookHost.UntilAsync(() => store.Health.Fault is not null);

        Assert.Contains("the disk is full", store.Health.Fault, StringComparison.Ordinal);
        await store.Events.FlushAsync(Token);
        Assert.Single(await ReadAsync(store, call));
    }

    [Fact]
    public async Task A_stop_while_the_disk_fails_gives_up_and_says_what_is_lost()
    {
        await using var store = await OpenAsync(configure: options => options.SpoolMegabytes = 0);
        using (store.Lock())
        {
            store.Events.Append(Event(CallId.New(TimeProvider.System), 1, new DigitReceived("5")));
            using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));

            await store.Service.StoppedAsync(patience.Token);
        }

        await Assert.ThrowsAsync<StoreException>(() => store.Events.FlushAsync(Token).AsTask());
        Assert.Equal(1, store.Health.Dropped);
        Assert.Contains(store.Log.Lines, line => line.Id.Id == 8007);
    }

    [Fact]
    public async Task Statements_run_on_the_systems_library_with_a_flush_per_commit()
    {
        await using var store = await OpenAsync();

        var synchronous = await store.Writer.WriteAsync(
            statements => statements.Query("PRAGMA synchronous", reader => reader.GetValue(0)), Token);

        Assert.Equal(2L, synchronous);
        Assert.Equal("wal", store.Scalar("PRAGMA journal_mode"));
        Assert.True(Version.Parse((string)store.Scalar("SELECT sqlite_version()")!) >= new Version(3, 37));
    }
}
