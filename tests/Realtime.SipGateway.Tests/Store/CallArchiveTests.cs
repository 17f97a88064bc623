using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Store;
using Xunit;

namespace Realtime.SipGateway.Tests.Store;

public abstract class CallArchiveTests(StoreProvider provider) : StoreTestBase(provider)
{
    [Fact]
    public async Task All_records_of_a_time_are_read_oldest_first_over_many_pages_of_the_same_moment()
    {
        await using var store = await OpenAsync();
        for (var index = 0; index < 1_300; index++)
        {
            store.Events.Save(new CallRecord { CallId = CallId.New(TimeProvider.System), StartedAt = Noon.AddMinutes(index / 600) });
        }

        await store.Events.FlushAsync(Token);
        var archive = new CallArchive(store.Database);

        Assert.Equal(1_300, await archive.ReadRecordsAsync(null, null, Token).Select(record => record.CallId).Distinct().CountAsync(Token));
        Assert.Equal(700, await archive.ReadRecordsAsync(Noon.AddMinutes(1), null, Token).CountAsync(Token));
        Assert.Equal(600, await archive.ReadRecordsAsync(null, Noon.AddMinutes(1), Token).CountAsync(Token));
        Assert.Equal(Noon, (await archive.ReadRecordsAsync(null, null, Token).FirstAsync(Token)).StartedAt);
    }
}
