using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Cli;
using Realtime.SipGateway.Store;
using Realtime.SipGateway.Tests.Store;
using Xunit;

namespace Realtime.SipGateway.Tests.Cli;

[Collection(nameof(ConsoleCollection))]
public sealed class AuditCommandTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_says_whether_the_log_is_whole_while_a_gateway_has_the_store_open()
    {
        using var command = CommandRun.Create();
        await using var store = await OpenAsync(command);
        var audit = new StoredAuditLog(store.Writer, store.Database, store.Time);
        await audit.RecordAsync(new AuditEntry("key:ops", "ban.lifted", "192.0.2.1"), Token);

        var (intact, told, _) = await command.RunAsync(["audit", "verify"]);
        var (listed, table, _) = await command.RunAsync(["audit", "list"]);
        await using (var stranger = store.File.OpenForWriting())
        {
            SqliteDatabase.Execute(stranger, "DROP TRIGGER audit_is_not_changed; UPDATE audit SET actor = 'key:other'");
        }

        var (broken, why, _) = await command.RunAsync(["audit", "verify", "--json"]);

        Assert.Equal((ExitCode.Ok, ExitCode.Ok, ExitCode.No), (intact, listed, broken));
        Assert.Contains("intact: 1 entries, head 1:", told, StringComparison.Ordinal);
        Assert.Matches("(?m)^1 .* key:ops +ban.lifted +192.0.2.1", table);
        Assert.Contains("\"broken_at\": 1", why, StringComparison.Ordinal);
    }

    private static Task<StoreFixture> OpenAsync(CommandRun command) => StoreFixture.OpenAsync(command.Folder, new StoreOptions { Path = "gateway.db" });
}
