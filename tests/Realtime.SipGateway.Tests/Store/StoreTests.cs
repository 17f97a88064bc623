using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Store;
using Xunit;

namespace Realtime.SipGateway.Tests.Store;

public abstract class StoreTests(StoreProvider provider) : StoreTestBase(provider)
{
    [Fact]
    public async Task Events_come_back_in_order_and_as_they_were()
    {
        await using var store = await OpenAsync();
        var call = CallId.New(TimeProvider.System);
        var written = new List<CallEvent>
        {
            Event(call, 1, new InviteReceived("carrier", "192.0.2.1:5060", "udp", "+15550100", "+15550199", "Änn \"A\" 🙂", "abc", "srtp")),
            Event(call, 2, new DecisionMade(CallDecision.Accept("all", "1-abcd", "desk", "openai", ["call: …", "all: match"]))),
            Event(call, 3, new CallerSaid("item_1", "O'Brien; DROP TABLE calls --", "en")),
        };

        written.ForEach(store.Events.Append);
        await store.Events.FlushAsync(Token);

        var read = await ReadAsync(store, call);
        Assert.Equal(written.Select(one => (one.Sequence, one.At, one.Node)), read.Select(one => (one.Sequence, one.At, one.Node)));
        Assert.Equal(written.Select(one => one.DataJson()), read.Select(one => one.DataJson()));
    }

    [Fact]
    public async Task A_call_with_more_events_than_a_page_is_read_whole()
    {
        await using var store = await OpenAsync();
        var call = CallId.New(TimeProvider.System);
        for (var sequence = 1; sequence <= 1_203; sequence++)
        {
            store.Events.Append(Event(call, sequence, new DigitReceived("5")));
        }

        await store.Events.FlushAsync(Token);

        Assert.Equal(Enumerable.Range(1, 1_203).Select(number => (long)number), (await ReadAsync(store, call)).Select(one => one.Sequence));
    }

    [Fact]
    public async Task Records_are_found_listed_newest_first_and_replaced()
    {
        await using var store = await OpenAsync();
        var records = Enumerable.Range(0, 5)
            .Select(index => new CallRecord { CallId = CallId.New(TimeProvider.System), StartedAt = Noon.AddMinutes(index), Caller = "a" })
            .ToList();
        records.ForEach(store.Events.Save);
        store.Events.Save(records[2] with { Caller = "b", Cause = CallCause.AgentHungUp, EndedBy = CallEndedBy.Agent });
        await store.Events.FlushAsync(Token);

        var found = await store.Events.FindRecordAsync(records[2].CallId, Token);
        Assert.Equal(("b", CallCause.AgentHungUp), (found!.Caller, found.Cause));
        Assert.Equal([4, 3], (await store.Events.ListRecordsAsync(2, null, Token)).Select(record => record.StartedAt.Minute));
        Assert.Equal([1, 0], (await store.Events.ListRecordsAsync(10, Noon.AddMinutes(2), Token)).Select(record => record.StartedAt.Minute));
        Assert.Null(await store.Events.FindRecordAsync(CallId.New(TimeProvider.System), Token));
    }

    [Fact]
    public async Task A_webhook_and_a_call_are_claimed_once_also_after_reopening()
    {
        await using var store = await OpenAsync();
        Assert.True(await store.Claims.TryClaimAsync(Claim("wh_1", "rtc_1"), Token));
        Assert.False(await store.Claims.TryClaimAsync(Claim("wh_1", "rtc_2"), Token));
        Assert.False(await store.Claims.TryClaimAsync(Claim("wh_2", "rtc_1"), Token));
        await store.Writer.StopAsync(Token);

        await using var again = await OpenAsync(store);

        Assert.False(await again.Claims.TryClaimAsync(Claim("wh_1", "rtc_1"), Token));
        var undecided = Assert.Single(await again.Claims.UndecidedAsync(Token));
        Assert.Equal(Claim("wh_1", "rtc_1"), undecided);
        await again.Claims.DecideAsync("wh_1", "accepted", Token);
        Assert.Empty(await again.Claims.UndecidedAsync(Token));
    }

    [Fact]
    public async Task Of_a_hundred_claims_at_once_one_wins()
    {
        await using var store = await OpenAsync();

        var won = await Task.WhenAll(Enumerable.Range(0, 100).Select(index => store.Claims.TryClaimAsync(Claim("wh_" + index, "rtc_1"), Token).AsTask()));

        Assert.Single(won, one => one);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_tool_runs_once_and_a_second_begin_learns_what_became_of_it(bool mayRepeat)
    {
        await using var store = await OpenAsync();
        var call = CallId.New(TimeProvider.System);

        Assert.Null(await store.Tools.BeginAsync(call, "call_1", "lookup", mayRepeat, Token));
        await store.Events.FlushAsync(Token);
        Assert.Equal(new ToolLedgerEntry("lookup", store.Time.GetUtcNow(), null, null), await store.Tools.BeginAsync(call, "call_1", "lookup", mayRepeat, Token));
        store.Tools.Complete(call, "call_1", "{}", succeeded: true);
        store.Tools.Complete(call, "call_1", "late", succeeded: false);
        await store.Events.FlushAsync(Token);

        Assert.Equal(new ToolLedgerEntry("lookup", store.Time.GetUtcNow(), "{}", true), await store.Tools.BeginAsync(call, "call_1", "lookup", mayRepeat, Token));
        Assert.Null(await store.Tools.BeginAsync(CallId.New(TimeProvider.System), "call_1", "lookup", mayRepeat, Token));
    }

    [Fact]
    public async Task A_faulty_write_does_not_hold_up_the_others()
    {
        await using var store = await OpenAsync();
        var call = CallId.New(TimeProvider.System);
        store.Writer.Post(new QueuedWrite(static _ => throw new InvalidOperationException("broken")));
        store.Writer.Post(new QueuedWrite(static statements => statements.Execute("INSERT INTO calls (call_id) VALUES (NULL)")));
        store.Events.Append(Event(call, 1, new DigitReceived("5")));

        await store.Events.FlushAsync(Token);

        Assert.Single(await ReadAsync(store, call));
        Assert.Equal(2, store.Health.Dropped);
        Assert.Equal(0, store.Health.Queued);
    }

    [Fact]
    public async Task A_stop_writes_what_is_queued()
    {
        await using var store = await OpenAsync();
        var call = CallId.New(TimeProvider.System);
        for (var sequence = 1; sequence <= 1_500; sequence++)
        {
            store.Events.Append(Event(call, sequence, new DigitReceived("5")));
        }

        await store.Service.StoppedAsync(Token);
        await store.Events.FlushAsync(Token);
        Assert.Equal(1_500L, store.Scalar("SELECT count(*) FROM call_events"));

        store.Events.Append(Event(call, 1_501, new DigitReceived("5")));
        Assert.Equal(1, store.Health.Dropped);
        await Assert.ThrowsAsync<StoreException>(() => store.Claims.TryClaimAsync(Claim("wh_1", "rtc_1"), Token).AsTask());
    }
}
