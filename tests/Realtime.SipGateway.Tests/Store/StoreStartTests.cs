using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Store;
using Xunit;

namespace Realtime.SipGateway.Tests.Store;

public sealed class StoreStartTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 21, 11, 59, 0, TimeSpan.Zero);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_call_that_was_open_when_the_gateway_died_gets_its_end_and_its_record()
    {
        await using var before = await StoreFixture.OpenAsync();
        var open = CallId.New(TimeProvider.System);
        var over = CallId.New(TimeProvider.System);
        before.Events.Append(new CallEvent(open, 1, Start, "node-1", new InviteReceived("t", "s", "udp", "+1", "+2", null, "abc", "srtp")));
        before.Events.Append(new CallEvent(open, 2, Start.AddSeconds(1), "node-1", new AcceptSent(RealtimeCallId.Parse("rtc_1"), "desk", "m")));
        before.Events.Append(new CallEvent(open, 3, Start.AddSeconds(2), "node-1", new CallAnswered(1, "srtp", 2_000)));
        before.Events.Append(new CallEvent(over, 1, Start, "node-1", new CallEnded(CallOutcome.CallerHungUp)));
        before.Events.Save(new CallRecord { CallId = over, StartedAt = Start, Cause = CallCause.CallerHungUp });
        await before.Claims.TryClaimAsync(new WebhookClaim("wh_1", "openai", RealtimeCallId.Parse("rtc_1"), open, Start), Token);
        await before.Claims.DecideAsync("wh_1", "accepted", Token);
        await before.Events.FlushAsync(Token);
        await before.Writer.StopAsync(Token);

        await using var after = await StoreFixture.OpenAsync(before.Folder);

        var record = await after.Events.FindRecordAsync(open, Token);
        Assert.Equal((CallEndedBy.Gateway, CallCause.GatewayCrashed), (record!.EndedBy, record.Cause));
        Assert.Equal(("+1", "desk", 4), (record.Dialled, record.Agent, (await CountAsync(after, open))));
        Assert.Equal(after.Time.GetUtcNow(), record.EndedAt);
        Assert.Contains("2026-11-21T11:59:02", record.Reason, StringComparison.Ordinal);
        Assert.Equal(CallCause.CallerHungUp, (await after.Events.FindRecordAsync(over, Token))!.Cause);
        Assert.Equal(1, await CountAsync(after, over));

        // Its session is ended by the webhooks' recovery: the claim is undecided again.
        Assert.Equal("wh_1", Assert.Single(await after.Claims.UndecidedAsync(Token)).WebhookId);
        Assert.Contains(after.Log.Lines, line => line.Id.Id == 8006);
    }

    [Fact]
    public async Task A_crashed_call_is_ended_once()
    {
        await using var first = await StoreFixture.OpenAsync();
        var call = CallId.New(TimeProvider.System);
        first.Events.Append(new CallEvent(call, 1, Start, "node-1", new Ringing()));
        await first.Writer.StopAsync(Token);
        await using (var second = await StoreFixture.OpenAsync(first.Folder))
        {
            await second.Writer.StopAsync(Token);
        }

        await using var third = await StoreFixture.OpenAsync(first.Folder);

        Assert.Equal(2, await CountAsync(third, call));
    }

    [Fact]
    public async Task A_long_stop_does_not_make_a_long_call()
    {
        await using var first = await StoreFixture.OpenAsync();
        var call = CallId.New(TimeProvider.System);
        first.Events.Append(new CallEvent(call, 1, Start.AddDays(-3), "node-1", new CallAnswered(1, null, 1)));
        await first.Writer.StopAsync(Token);

        await using var second = await StoreFixture.OpenAsync(first.Folder);

        Assert.Equal(3_600, (await second.Events.FindRecordAsync(call, Token))!.DurationSeconds);
    }

    [Fact]
    public async Task A_damaged_file_is_told_with_what_to_do()
    {
        await using var store = StoreFixture.Create();
        Directory.CreateDirectory(Path.Combine(store.Folder, "data"));
        await File.WriteAllBytesAsync(store.File.FullPath, [.. Enumerable.Repeat((byte)'x', 8_192)], Token);

        var fault = await Assert.ThrowsAsync<StoreException>(() => store.Service.StartingAsync(Token));

        Assert.Contains(store.File.FullPath, fault.Message, StringComparison.Ordinal);
        Assert.Contains("is no SQLite database or is damaged", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_path_that_cannot_be_written_is_told_with_what_to_do()
    {
        await using var store = StoreFixture.Create();
        await File.WriteAllTextAsync(Path.Combine(store.Folder, "data"), "in the way", Token);

        var fault = await Assert.ThrowsAsync<StoreException>(() => store.Service.StartingAsync(Token));

        Assert.Contains("Store:Path", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_in_the_files_place_is_told()
    {
        await using var store = StoreFixture.Create();
        Directory.CreateDirectory(store.File.FullPath);

        var fault = await Assert.ThrowsAsync<StoreException>(() => store.Service.StartingAsync(Token));

        Assert.Contains("cannot be written", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_of_a_later_version_is_refused()
    {
        await using var store = await StoreFixture.OpenAsync();
        await store.Writer.WriteAsync(
            statements =>
            {
                StoreFile.Execute(statements.Connection, "PRAGMA user_version = 99");
                return 0;
            },
            Token);
        await store.Writer.StopAsync(Token);

        var fault = await Assert.ThrowsAsync<StoreException>(() => StoreFixture.OpenAsync(store.Folder));

        Assert.Contains("later version", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_locked_file_at_the_start_is_told()
    {
        await using var store = await StoreFixture.OpenAsync();
        using var held = store.Lock();

        var fault = await Assert.ThrowsAsync<StoreException>(() => OpenWithCallAsync(store.Folder));

        Assert.Contains("locked by another process", fault.Message, StringComparison.Ordinal);
    }

    private static async Task OpenWithCallAsync(string folder)
    {
        await using var other = StoreFixture.Create(folder);
        other.Writer.Start(static statements => statements.Execute("BEGIN IMMEDIATE"));
    }

    private static async Task<int> CountAsync(StoreFixture store, CallId call)
    {
        var count = 0;
        await foreach (var _ in store.Events.ReadAsync(call, Token))
        {
            count++;
        }

        return count;
    }
}
