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
}
