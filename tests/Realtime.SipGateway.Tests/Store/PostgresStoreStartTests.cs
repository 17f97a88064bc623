using Npgsql;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Store;
using Xunit;

namespace Realtime.SipGateway.Tests.Store;

public sealed class PostgresStoreStartTests() : StoreStartTests(StoreProvider.Postgresql)
{
    [Fact]
    public async Task A_database_of_a_later_version_is_refused()
    {
        await using var store = await OpenAsync();
        await store.Writer.WriteAsync(static statements => statements.Execute("INSERT INTO store_schema (version) VALUES (99)"), Token);
        await store.Writer.StopAsync(Token);

        var fault = await Assert.ThrowsAsync<StoreException>(() => OpenAsync(store));

        Assert.Contains("later version", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Texts_compare_by_their_bytes_as_in_a_file()
    {
        await using var store = await OpenAsync();
        store.Events.Append(Event(CallId.New(TimeProvider.System), 1, new Ringing()));
        await store.Events.FlushAsync(Token);

        Assert.Equal("C", store.Scalar("SELECT collation_name FROM information_schema.columns WHERE table_name = 'calls' AND column_name = 'started_at'"));
    }

    [Fact]
    public async Task A_database_of_an_earlier_version_is_told_to_who_only_reads()
    {
        await using var store = await OpenAsync();
        Assert.Null(StoreSchema.WhyOld(store.Database));
        await store.Writer.WriteAsync(static statements => statements.Execute("DELETE FROM store_schema WHERE version > 3"), Token);

        Assert.Contains("(schema 3, ", StoreSchema.WhyOld(store.Database), StringComparison.Ordinal);
    }

    /// <summary>A statement of the gateway is given up by the client after 6 s, by the server after 5 s; an upgrade never.</summary>
    [Fact]
    public async Task An_upgrade_may_take_longer_than_any_statement_of_a_call()
    {
        await using var first = await OpenAsync();
        await first.Writer.StopAsync(Token);
        await using var connection = new NpgsqlConnection(PostgresServer.Shared.ConnectionString(Path.GetFileName(first.Folder).ToLowerInvariant()) + ";Pooling=false");
        await connection.OpenAsync(Token);
        await using var command = connection.CreateCommand();
        command.CommandText = $"SELECT pg_advisory_lock({StoreSchema.UpgradeLock})";
        await command.ExecuteNonQueryAsync(Token);

        await using var second = Create(first);
        var starting = Task.Run(() => second.Service.StartingAsync(Token), Token);
        command.CommandText =
            """
            SELECT count(*) FROM pg_locks l JOIN pg_stat_activity a USING (pid)
            WHERE l.locktype = 'advisory' AND NOT l.granted AND a.datname = current_database() AND clock_timestamp() - a.query_start > interval '7 seconds'
            """;
        while (!starting.IsCompleted && (long)(await command.ExecuteScalarAsync(Token))! == 0)
        {
            await Task.Delay(100, Token);
        }

        Assert.False(starting.IsCompleted);
        command.CommandText = $"SELECT pg_advisory_unlock({StoreSchema.UpgradeLock})";
        await command.ExecuteNonQueryAsync(Token);
        await starting;
        Assert.Null(second.Health.Fault);
    }
}
