using Realtime.SipGateway.Calls.Budget;
using Realtime.SipGateway.Store;
using Xunit;

namespace Realtime.SipGateway.Tests.Store;

public abstract class SpendingLedgerTests(StoreProvider provider) : StoreTestBase(provider)
{
    [Fact]
    public async Task Sums_survive_a_restart_and_those_of_all_processes_add_up()
    {
        await using var first = await OpenAsync();
        var ledger = new StoredSpendingLedger(first.Writer, first.Database);
        await ledger.SaveAsync("a", "USD", [new SpentSlot(Noon, "desk", 1.25m), new SpentSlot(Noon.AddMinutes(-15), "desk", 7m)], Token);
        await ledger.SaveAsync("a", "USD", [new SpentSlot(Noon, "desk", 1.500000001m)], Token);
        await ledger.SaveAsync("a", "EUR", [new SpentSlot(Noon, "desk", 100m)], Token);
        await ledger.SaveAsync("b", "USD", [new SpentSlot(Noon, "desk", 0.5m), new SpentSlot(Noon, "billing", 0.25m)], Token);
        await first.Service.StoppedAsync(Token);

        await using var again = await OpenAsync(first);
        ledger = new StoredSpendingLedger(again.Writer, again.Database);

        Assert.Equal(
            [new SpentSlot(Noon, "billing", 0.25m), new SpentSlot(Noon, "desk", 2.000000001m)], await ledger.ReadAsync("c", "USD", Noon, Token));
        Assert.Equal([new SpentSlot(Noon, "desk", 1.500000001m)], await ledger.ReadAsync("b", "USD", Noon, Token));
        await ledger.PurgeAsync(Noon, Token);
        Assert.Equal(2, (await ledger.ReadAsync("c", "USD", Noon.AddDays(-1), Token)).Count);
    }
}
