using System.Collections.Concurrent;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Outgoing;
using Realtime.SipGateway.Store;
using Xunit;

namespace Realtime.SipGateway.Tests.Store;

public sealed class PostgresOutgoingTests() : OutgoingTests(StoreProvider.Postgresql)
{
    [Fact]
    public async Task Two_nodes_that_hurry_take_each_delivery_once()
    {
        const int Count = 60;
        await using var one = await OpenAsync(node: "one");
        await using var other = await OpenAsync(one, node: "other");
        var first = Ledger(one);
        for (var call = 0; call < Count; call++)
        {
            await PlanAsync(one, first, CallId.New(TimeProvider.System), OutgoingTypes.Ended);
        }

        other.Time.Advance(one.Time.GetUtcNow() - other.Time.GetUtcNow());
        var taken = new ConcurrentBag<string>();
        await Task.WhenAll(TakeAllAsync(first), TakeAllAsync(Ledger(other)), TakeAllAsync(Ledger(other)));

        Assert.Equal(Count, taken.Count);
        Assert.Equal(Count, taken.Distinct().Count());

        async Task TakeAllAsync(StoredOutgoing ledger)
        {
            while (taken.Count < Count)
            {
                foreach (var delivery in await ledger.TakeAsync("crm", 4, TimeSpan.FromHours(1), Token))
                {
                    taken.Add(delivery.Id);
                }
            }
        }
    }
}
