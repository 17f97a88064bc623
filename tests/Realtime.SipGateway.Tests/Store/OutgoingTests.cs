using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Calls.Outgoing;
using Realtime.SipGateway.Store;
using Xunit;

namespace Realtime.SipGateway.Tests.Store;

/// <summary>What endpoints are to be told survives everything, and one node sends it.</summary>
public abstract class OutgoingTests(StoreProvider provider) : StoreTestBase(provider)
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(40);

    [Fact]
    public async Task An_accepted_call_and_its_end_are_noted_with_what_they_tell()
    {
        await using var store = await OpenAsync();
        var ledger = Ledger(store);
        var (taken, refused) = (CallId.New(store.Time), CallId.New(store.Time));
        store.Events.Append(Event(taken, 1, new AcceptAnswered(true, 200, null, null, 12)));
        store.Events.Append(Event(refused, 1, new AcceptAnswered(false, 429, null, """no "succeeded":true here""", 12)));
        await store.Events.FlushAsync(Token);
        Assert.Equal([(taken, OutgoingTypes.Started)], (await ledger.FactsAsync(10, Token)).Select(fact => (fact.CallId, fact.Type)));

        store.Events.Save(Record(taken));
        store.Events.Save(Record(taken) with { AgentTurns = 3 });
        await store.Events.FlushAsync(Token);

        var facts = await ledger.FactsAsync(10, Token);
        Assert.Equal([OutgoingTypes.Started, OutgoingTypes.Ended], facts.Select(fact => fact.Type));
        await ledger.PlanAsync(facts, [.. facts.Select(fact => Delivery("crm", fact))], [], Token);
        await ledger.PlanAsync(facts, [.. facts.Select(fact => Delivery("late", fact))], [], Token);
        Assert.Empty(await ledger.FactsAsync(10, Token));
        Assert.All(await ledger.ListAsync(null, null, taken, 10, null, null, Token), one => Assert.Equal("crm", one.Endpoint));
    }

    [Fact]
    public async Task The_end_waits_for_the_start_and_nobody_takes_what_another_sends()
    {
        await using var store = await OpenAsync();
        var ledger = Ledger(store);
        var call = CallId.New(store.Time);
        await PlanAsync(store, ledger, call, OutgoingTypes.Started, OutgoingTypes.Ended);

        var start = Assert.Single(await ledger.TakeAsync("crm", 5, Lease, Token));
        Assert.Equal((OutgoingTypes.Started, 1), (start.Type, start.Attempts));
        Assert.Empty(await ledger.TakeAsync("crm", 5, Lease, Token));

        await ledger.SettleAsync(start.Id, new OutgoingResult(OutgoingState.Pending, store.Time.GetUtcNow().AddMinutes(5), 500, "answered 500"), Token);
        var end = Assert.Single(await ledger.TakeAsync("crm", 5, Lease, Token));
        Assert.Equal(OutgoingTypes.Ended, end.Type);
        await ledger.SettleAsync(end.Id, new OutgoingResult(OutgoingState.Delivered, store.Time.GetUtcNow(), 204, null), Token);
        Assert.Empty(await ledger.TakeAsync("crm", 5, Lease, Token));

        store.Time.Advance(TimeSpan.FromMinutes(6));
        Assert.Equal((start.Id, 2), (await ledger.TakeAsync("crm", 5, Lease, Token)).Select(one => (one.Id, one.Attempts)).Single());
        store.Time.Advance(Lease + TimeSpan.FromSeconds(1));
        Assert.Equal(3, Assert.Single(await ledger.TakeAsync("crm", 5, Lease, Token)).Attempts);
    }

    [Fact]
    public async Task What_was_given_up_is_listed_and_sent_again_with_its_id()
    {
        await using var store = await OpenAsync();
        var ledger = Ledger(store);
        await PlanAsync(store, ledger, CallId.New(store.Time), OutgoingTypes.Ended);
        var one = Assert.Single(await ledger.TakeAsync("crm", 1, Lease, Token));
        await ledger.SettleAsync(one.Id, new OutgoingResult(OutgoingState.Failed, store.Time.GetUtcNow(), 500, "answered 500"), Token);

        var failed = Assert.Single(await ledger.ListAsync(OutgoingState.Failed, "crm", null, 10, null, null, Token));
        Assert.Equal((500, "answered 500"), (failed.Status, failed.Fault));
        Assert.Equal([new OutgoingBacklog("crm", 0, null, 1)], await ledger.BacklogAsync(Token));
        Assert.True(await ledger.RedeliverAsync(one.Id, Token));
        Assert.False(await ledger.RedeliverAsync("msg_never", Token));
        Assert.Equal((one.Id, 1), (await ledger.TakeAsync("crm", 1, Lease, Token)).Select(again => (again.Id, again.Attempts)).Single());
        Assert.Equal([new OutgoingBacklog("crm", 1, one.At, 0)], await ledger.BacklogAsync(Token));
    }

    [Fact]
    public async Task An_erased_caller_is_told_of_nowhere_any_more()
    {
        await using var store = await OpenAsync();
        var ledger = Ledger(store);
        var (planned, noted) = (CallId.New(store.Time), CallId.New(store.Time));
        await PlanAsync(store, ledger, planned, OutgoingTypes.Ended);
        store.Events.Save(Record(noted));
        await store.Events.FlushAsync(Token);
        var facts = await ledger.FactsAsync(10, Token);
        store.Time.Advance(TimeSpan.FromHours(1));

        Assert.Equal(2, (await store.Erasure.EraseAsync("+15550199", Token)).Calls);

        await ledger.PlanAsync(facts, [.. facts.Select(fact => Delivery("crm", fact))], [], Token);
        Assert.Empty(await ledger.ListAsync(null, null, null, 10, null, null, Token));
        Assert.Empty(await ledger.FactsAsync(10, Token));
    }

    [Fact]
    public async Task A_stopped_endpoint_is_remembered_until_somebody_resumes_it()
    {
        await using var store = await OpenAsync();
        var ledger = Ledger(store);
        var stop = new OutgoingStop("crm", "sha256:01", store.Time.GetUtcNow());
        await ledger.StopAsync(stop with { Address = "sha256:02" }, Token);
        await ledger.StopAsync(stop, Token);

        Assert.Equal([stop], await ledger.StopsAsync(Token));
        Assert.True(await ledger.ResumeAsync("crm", Token));
        Assert.False(await ledger.ResumeAsync("crm", Token));
        Assert.Empty(await ledger.StopsAsync(Token));
    }

    [Fact]
    public async Task What_waits_for_a_removed_endpoint_is_given_up_and_nothing_else()
    {
        await using var store = await OpenAsync();
        var ledger = Ledger(store);
        await PlanAsync(store, ledger, CallId.New(store.Time), OutgoingTypes.Ended);
        var due = store.Time.GetUtcNow();

        Assert.Equal(0, await ledger.AbandonAsync(["crm", "erp"], due, Token));
        Assert.Equal(0, await ledger.AbandonAsync(["erp"], Noon.AddDays(-1), Token));
        Assert.Equal(1, await ledger.AbandonAsync(["erp"], due, Token));

        var one = Assert.Single(await ledger.ListAsync(OutgoingState.Failed, "crm", null, 10, null, null, Token));
        Assert.Contains("configured", one.Fault, StringComparison.Ordinal);
        Assert.True(await ledger.RedeliverAsync(one.Id, Token));
        store.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, await ledger.AbandonAsync([], store.Time.GetUtcNow(), Token));
    }

    [Fact]
    public async Task A_page_that_ends_between_two_endpoints_of_one_event_is_continued_there()
    {
        await using var store = await OpenAsync();
        var ledger = Ledger(store);
        store.Events.Save(Record(CallId.New(store.Time)));
        await store.Events.FlushAsync(Token);
        var fact = Assert.Single(await ledger.FactsAsync(10, Token));
        await ledger.PlanAsync([fact], [Delivery("a", fact), Delivery("b", fact), Delivery("c", fact)], [], Token);

        var first = await ledger.ListAsync(null, null, null, 2, null, null, Token);
        var second = await ledger.ListAsync(null, null, null, 2, first[^1].At, first[^1].Id, Token);

        Assert.Equal(["c", "b", "a"], first.Concat(second).Select(one => one.Endpoint));
        Assert.Empty(await ledger.ListAsync(null, null, null, 2, fact.At, null, Token));
    }

    private protected static StoredOutgoing Ledger(StoreFixture store) => new(store.Writer, store.Database, store.Time);

    private protected static OutgoingDelivery Delivery(string endpoint, OutgoingFact fact) =>
        new($"msg_{endpoint}_{fact.CallId.Value}_{fact.Type}", endpoint, fact.Type, fact.CallId, fact.At, fact.At);

    private protected static CallRecord Record(CallId call) => new()
    {
        CallId = call,
        Caller = "+15550199",
        StartedAt = Noon.AddMinutes(-5),
        EndedAt = Noon.AddSeconds(1),
        EndedBy = CallEndedBy.Caller,
        Cause = CallCause.CallerHungUp,
    };

    private protected static async Task PlanAsync(StoreFixture store, StoredOutgoing ledger, CallId call, params string[] types)
    {
        if (types.Contains(OutgoingTypes.Started))
        {
            store.Events.Append(Event(call, 1, new AcceptAnswered(true, 200, null, null, 12)));
        }

        if (types.Contains(OutgoingTypes.Ended))
        {
            store.Events.Save(Record(call));
        }

        await store.Events.FlushAsync(Token);
        var facts = await ledger.FactsAsync(10, Token);
        await ledger.PlanAsync(facts, [.. facts.Select(fact => Delivery("crm", fact))], [], Token);
        store.Time.Advance(TimeSpan.FromMinutes(1));
    }
}
