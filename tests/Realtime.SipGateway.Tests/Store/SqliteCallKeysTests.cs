using Realtime.SipGateway.Store;
using Xunit;

namespace Realtime.SipGateway.Tests.Store;

public sealed class SqliteCallKeysTests() : CallKeysTests(StoreProvider.Sqlite)
{
    [Theory]
    [InlineData(StoreKeys.Find, "call_keys")]
    [InlineData(StoreKeys.FindByBeginning, "calls")]
    public async Task An_id_is_sought_in_an_index_and_not_in_all_calls(string sql, string table)
    {
        await using var store = await OpenAsync();

        var plan = store.Database.Read("EXPLAIN QUERY PLAN " + sql, static reader => reader.GetString(3), ("@id", "a"), ("@end", "b"));

        Assert.StartsWith($"SEARCH {table} USING", Assert.Single(plan), StringComparison.Ordinal);
    }
}
