using System.Globalization;
using System.Text;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Store;
using Xunit;

namespace Realtime.SipGateway.Tests.Store;

public abstract class PolicyLedgerTests(StoreProvider provider) : StoreTestBase(provider)
{
    private static readonly DateTimeOffset At = DateTimeOffset.Parse("2026-06-01T12:00:00Z", CultureInfo.InvariantCulture);

    [Fact]
    public async Task A_version_is_read_back_byte_for_byte_after_the_store_was_opened_again()
    {
        await using var first = await OpenAsync();
        var text = Encoding.UTF8.GetBytes("\uFEFF{ // a comment\r\n \"ünïcode\": 1, }");
        var version = Version(1, text) with { Note = "why" };
        Assert.True(await Ledger(first).TryAppendAsync(version, text, 10, Token));
        await first.Writer.StopAsync(Token);

        await using var second = await OpenAsync(first);
        var ledger = Ledger(second);

        Assert.Equal(version, await ledger.LatestAsync(null, Token));
        Assert.Equal(version, await ledger.FindAsync(1, Token));
        Assert.Equal(text, (await ledger.TextAsync(1, Token))!.Value.ToArray());
        Assert.Null(await ledger.FindAsync(2, Token));
        Assert.Null(await ledger.TextAsync(2, Token));
    }

    [Fact]
    public async Task A_number_is_given_once()
    {
        await using var store = await OpenAsync();
        var ledger = Ledger(store);

        var won = await Task.WhenAll(Enumerable.Range(0, 20).Select(index => ledger.TryAppendAsync(Version(1, Text(index)), Text(index), 10, Token).AsTask()));

        Assert.Single(won, true);
        Assert.Single(await ledger.ListAsync(10, null, Token));
    }

    [Fact]
    public async Task Versions_are_listed_newest_first_in_pages_and_the_oldest_go()
    {
        await using var store = await OpenAsync();
        var ledger = Ledger(store);
        for (var number = 1; number <= 12; number++)
        {
            await ledger.TryAppendAsync(
                Version(number, Text(number)) with { Source = number == 4 ? PolicySource.File : PolicySource.Rest }, Text(number), 10, Token);
        }

        Assert.Equal([12, 11], (await ledger.ListAsync(2, null, Token)).Select(version => version.Number));
        Assert.Equal([4, 3], (await ledger.ListAsync(500, 5, Token)).Select(version => version.Number));
        Assert.Equal(4, (await ledger.LatestAsync(PolicySource.File, Token))!.Number);
        Assert.Null(await ledger.LatestAsync(PolicySource.Console, Token));
    }

    [Fact]
    public async Task The_newest_version_from_the_file_outlives_edits_by_other_ways()
    {
        await using var store = await OpenAsync();
        var ledger = Ledger(store);
        for (var number = 1; number <= 15; number++)
        {
            await ledger.TryAppendAsync(
                Version(number, Text(number)) with { Source = number <= 2 ? PolicySource.File : PolicySource.Rest }, Text(number), 10, Token);
        }

        Assert.Equal(2, (await ledger.LatestAsync(PolicySource.File, Token))!.Number);
        Assert.Equal(Text(2), (await ledger.TextAsync(2, Token))!.Value.ToArray());
        Assert.Equal(11, (await ledger.ListAsync(500, null, Token)).Count);
    }

    [Fact]
    public async Task The_draft_is_replaced_and_dropped_only_by_who_saw_it()
    {
        await using var store = await OpenAsync();
        var ledger = Ledger(store);
        var first = Draft(1);
        var second = Draft(2);

        Assert.Null(await ledger.DraftAsync(Token));
        Assert.False(await ledger.TrySaveDraftAsync(first, "of another", Token));
        Assert.True(await ledger.TrySaveDraftAsync(first, null, Token));
        Assert.False(await ledger.TrySaveDraftAsync(second, null, Token));
        Assert.False(await ledger.TrySaveDraftAsync(second, second.Hash, Token));
        Assert.True(await ledger.TrySaveDraftAsync(second, first.Hash, Token));

        var read = (await ledger.DraftAsync(Token))!;
        Assert.Equal(second with { Text = read.Text }, read);
        Assert.Equal(second.Text.ToArray(), read.Text.ToArray());
        Assert.False(await ledger.TryDropDraftAsync(first.Hash, Token));
        Assert.True(await ledger.TryDropDraftAsync(second.Hash, Token));
        Assert.Null(await ledger.DraftAsync(Token));
    }

    [Fact]
    public async Task A_store_that_cannot_write_says_so_and_nothing_is_published()
    {
        await using var store = await OpenAsync();
        var ledger = Ledger(store);
        using (store.Lock())
        {
            await Assert.ThrowsAsync<StoreException>(() => ledger.TryAppendAsync(Version(1, Text(1)), Text(1), 10, Token).AsTask());
        }

        Assert.Null(await ledger.LatestAsync(null, Token));
    }

    private static PolicyLedger Ledger(StoreFixture store) => new(store.Writer, store.Database);

    private static byte[] Text(int index) => Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"text {index}"));

    private static PolicyVersion Version(int number, byte[] text) => new(number, PolicyVersion.HashOf(text), At, "key:ops", PolicySource.Rest, null);

    private static PolicyDraft Draft(int index) => new(Text(index), PolicyVersion.HashOf(Text(index)), index, At, "user:anna");
}
