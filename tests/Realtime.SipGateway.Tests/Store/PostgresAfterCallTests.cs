using System.Collections.Concurrent;
using Realtime.SipGateway.Store;
using Xunit;

namespace Realtime.SipGateway.Tests.Store;

public sealed class PostgresAfterCallTests() : AfterCallTests(StoreProvider.Postgresql)
{
    [Fact]
    public async Task Two_nodes_that_hurry_take_each_call_once()
    {
        const int Count = 40;
        await using var one = await OpenAsync(node: "one");
        await using var other = await OpenAsync(one, node: "other");
        for (var call = 0; call < Count; call++)
        {
            await PlanAsync(one);
        }

        var taken = new ConcurrentBag<string>();
        await Task.WhenAll(TakeAllAsync(Ledger(one)), TakeAllAsync(Ledger(other)), TakeAllAsync(Ledger(other)));

        Assert.Equal(Count, taken.Count);
        Assert.Equal(Count, taken.Distinct().Count());

        async Task TakeAllAsync(StoredAfterCalls ledger)
        {
            while (taken.Count < Count)
            {
                foreach (var work in await ledger.TakeAsync(3, TimeSpan.FromHours(1), Token))
                {
                    taken.Add(work.CallId.Value);
                }
            }
        }
    }
}
