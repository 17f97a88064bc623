using System.Data.Common;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Store;
using Xunit;

namespace Realtime.SipGateway.Tests.Store;

public abstract class AuditLogTests(StoreProvider provider) : StoreTestBase(provider)
{
    [Fact]
    public async Task Entries_are_numbered_chained_and_found_again()
    {
        await using var store = await OpenAsync();
        var audit = Open(store);
        await audit.RecordAsync(new AuditEntry("key:ops", "policy.published", "2-ab") { Detail = """{"before":"1-aa"}""", Note = "Ünïcode", Remote = "::1" }, Token);
        await audit.RecordAsync(new AuditEntry("cli", "key.added", "k1"), Token);

        var all = await audit.ListAsync(new AuditQuery(), 10, null, Token);
        var byActor = await audit.ListAsync(new AuditQuery { Actor = "cli" }, 10, null, Token);
        var older = await audit.ListAsync(new AuditQuery { Action = "policy.published", Object = "2-ab", To = store.Time.GetUtcNow().AddDays(1) }, 10, 2, Token);
        var none = await audit.ListAsync(new AuditQuery { From = store.Time.GetUtcNow().AddDays(1) }, 10, null, Token);

        Assert.Equal([2, 1], all.Select(entry => entry.Seq));
        Assert.Equal(all[1].Hash, all[0].PrevHash);
        Assert.Equal(new string('0', 64), all[1].PrevHash);
        Assert.Equal("key.added", Assert.Single(byActor).Action);
        Assert.Equal(("Ünïcode", "::1", "1-aa"), (older[0].Note, older[0].Remote, older[0].Detail?.GetProperty("before").GetString()));
        Assert.Empty(none);
        Assert.Equal(new AuditVerdict(true, 2, $"2:{all[0].Hash}"), await audit.VerifyAsync(null, Token));
    }

    [Fact]
    public async Task A_text_that_no_table_holds_as_it_is_does_not_break_the_chain()
    {
        await using var store = await OpenAsync();
        var audit = Open(store);
        await audit.RecordAsync(new AuditEntry("key:ops", "call.noted", "c") { Note = "a\0b\uD83D" }, Token);
        await audit.RecordAsync(new AuditEntry("key:ops", "call.noted", new string('x', AuditEntry.MaxText - 1) + "\U0001F600"), Token);

        Assert.True((await audit.VerifyAsync(null, Token)).Intact);
    }

    [Fact]
    public void The_hash_is_what_anybody_can_compute()
    {
        // Made with Python's hashlib and struct from the description of AuditChain.
        var row = new AuditRow(1, "2026-01-02T03:04:05.0000000Z", "cli", "key.added", "k1", null, "é", null, new string('0', 64), "");

        Assert.Equal("e45cf3aab4c696a7f597670810832c1592ea0237972da167a3b17f1024ccadd1", AuditChain.Hash(row));
    }

    [Fact]
    public async Task The_table_refuses_changes()
    {
        await using var store = await OpenAsync();
        await Open(store).RecordAsync(new AuditEntry("cli", "key.added", "k1"), Token);
        await using var stranger = store.Database.OpenForWriting();

        foreach (var sql in new[] { "UPDATE audit SET actor = 'x'", "DELETE FROM audit" })
        {
            var refused = Assert.ThrowsAny<DbException>(() => SqliteDatabase.Execute(stranger, sql));
            Assert.Contains("append-only", refused.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("UPDATE audit SET note = 'other' WHERE seq = 2", 2, "was altered")]
    [InlineData("UPDATE audit SET note = NULL WHERE seq = 3", 3, "was altered")]
    [InlineData("UPDATE audit SET note = '', detail = NULL WHERE seq = 3", 3, "was altered")]
    [InlineData("DELETE FROM audit WHERE seq = 2", 2, "is missing")]
    [InlineData("DELETE FROM audit WHERE seq = 1", 1, "is missing")]
    [InlineData("UPDATE audit SET hash = (SELECT hash FROM audit WHERE seq = 1) WHERE seq = 2", 2, "was altered")]
    public async Task Who_changes_it_all_the_same_is_found(string sql, long at, string why)
    {
        await using var store = await OpenAsync();
        var audit = Open(store);
        for (var number = 1; number <= 4; number++)
        {
            await audit.RecordAsync(new AuditEntry("cli", "key.added", $"k{number}") { Note = "n" }, Token);
        }

        Tamper(store, sql);

        var verdict = await audit.VerifyAsync(null, Token);
        Assert.False(verdict.Intact);
        Assert.Equal(at, verdict.BrokenAt);
        Assert.StartsWith(why, verdict.Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_head_that_was_noted_shows_a_cut_and_a_rewritten_log()
    {
        await using var store = await OpenAsync();
        var audit = Open(store);
        await audit.RecordAsync(new AuditEntry("cli", "key.added", "k1"), Token);
        await audit.RecordAsync(new AuditEntry("cli", "key.added", "k2"), Token);
        var noted = (await audit.HeadAsync(Token))!;
        Assert.True((await audit.VerifyAsync(noted, Token)).Intact);

        Tamper(store, "DELETE FROM audit WHERE seq = 2");
        var cut = await audit.VerifyAsync(noted, Token);
        await audit.RecordAsync(new AuditEntry("cli", "key.added", "something else"), Token);
        var rewritten = await audit.VerifyAsync(noted, Token);

        Assert.True((await audit.VerifyAsync(null, Token)).Intact);
        Assert.Equal((false, 2L, 2L), (cut.Intact, cut.BrokenAt, rewritten.BrokenAt));
        Assert.Contains("rewritten", rewritten.Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_too_long_is_cut_and_stays_verifiable()
    {
        await using var store = await OpenAsync();
        var audit = Open(store);

        var entry = await audit.RecordAsync(
            new AuditEntry("cli", "x", "y") { Note = new string('n', 5_000), Detail = $"\"{new string('d', AuditEntry.MaxDetail)}\"" }, Token);

        Assert.Equal(AuditEntry.MaxText, entry.Note?.Length);
        Assert.Equal(AuditEntry.MaxDetail + 2, entry.Detail?.GetProperty("too_long").GetInt32());
        Assert.True((await audit.VerifyAsync(null, Token)).Intact);
    }

    private static StoredAuditLog Open(StoreFixture store) => new(store.Writer, store.Database, store.Time);

    /// <summary>What somebody with the file and some SQL would do.</summary>
    private static void Tamper(StoreFixture store, string sql)
    {
        using var stranger = store.Database.OpenForWriting();
        SqliteDatabase.Execute(
            stranger,
            store.Database.IsShared ? "DROP TRIGGER audit_is_not_changed ON audit" : "DROP TRIGGER audit_is_not_changed; DROP TRIGGER audit_is_not_deleted;");
        SqliteDatabase.Execute(stranger, sql);
    }
}
