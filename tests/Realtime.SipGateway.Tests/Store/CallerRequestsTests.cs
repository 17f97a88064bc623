using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Store;
using Xunit;

namespace Realtime.SipGateway.Tests.Store;

public abstract class CallerRequestsTests(StoreProvider provider) : StoreTestBase(provider)
{
    [Fact]
    public async Task What_callers_left_is_listed_until_somebody_saw_to_it()
    {
        await using var store = await OpenAsync();
        var requests = new StoredCallerRequests(store.Writer, store.Database, store.Time);
        var at = store.Time.GetUtcNow();
        var first = new CallerRequest("cb_1", CallerRequestKind.Callback, CallId.New(store.Time), at, "invoice")
        {
            Agent = "desk",
            Name = "Ada",
            Number = "+4930123456",
            WantedAt = at.AddDays(1),
            Urgent = true,
        };
        var second = new CallerRequest("cb_2", CallerRequestKind.Callback, CallId.New(store.Time), at.AddMinutes(1), "order");
        foreach (var one in new[] { first, second, first with { Text = "again" } })
        {
            await requests.AddAsync(one, Token);
        }

        await requests.AddAsync(new CallerRequest("msg_1", CallerRequestKind.Message, CallId.New(store.Time), at, "hi"), Token);

        Assert.Equal([second, first], await requests.ListAsync(CallerRequestKind.Callback, done: false, 10, null, Token));
        Assert.Equal([first], await requests.ListAsync(CallerRequestKind.Callback, done: null, 10, second.At, Token));
        Assert.True(await requests.FinishAsync(CallerRequestKind.Callback, "cb_1", "ops", "called", Token));
        Assert.False(await requests.FinishAsync(CallerRequestKind.Callback, "cb_1", "ops", null, Token));
        Assert.False(await requests.FinishAsync(CallerRequestKind.Callback, "msg_1", "ops", null, Token));
        Assert.Equal([second], await requests.ListAsync(CallerRequestKind.Callback, done: false, 10, null, Token));
        var done = Assert.Single(await requests.ListAsync(CallerRequestKind.Callback, done: true, 10, null, Token));
        Assert.Equal(("ops", "called", store.Time.GetUtcNow()), (done.DoneBy, done.Note, done.DoneAt));
    }
}
