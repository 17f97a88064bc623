using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Afterwards;
using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Calls.Outgoing;
using Realtime.SipGateway.Store;
using Xunit;

namespace Realtime.SipGateway.Tests.Store;

/// <summary>What is to be made of calls that are over survives everything, is made once, and goes with its call.</summary>
public abstract class AfterCallTests(StoreProvider provider) : StoreTestBase(provider)
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(90);

    private static readonly AfterCallResult Wanted = new() { Summary = new AfterCallPart(AfterCallStatus.Pending, "gpt-text") };

    private static readonly AfterCallResult Made = new()
    {
        Summary = new AfterCallPart(AfterCallStatus.Done, "gpt-text") { Text = "The caller asked for an order." },
        InputTokens = 100,
        OutputTokens = 20,
        Cost = 0.5m,
        Currency = "USD",
        Unpriced = 1,
        FinishedAt = Noon,
    };

    [Fact]
    public async Task It_is_taken_once_and_again_when_nothing_was_heard()
    {
        await using var store = await OpenAsync();
        var ledger = Ledger(store);
        var call = await PlanAsync(store);

        var work = Assert.Single(await ledger.TakeAsync(5, Lease, Token));
        Assert.Equal((call, "openai", "{}", 1, AfterCallStatus.Pending), (work.CallId, work.Target, work.Definition, work.Attempts, work.Result.Summary!.Status));
        Assert.Empty(await ledger.TakeAsync(5, Lease, Token));

        store.Time.Advance(Lease + TimeSpan.FromSeconds(1));
        Assert.Equal(2, Assert.Single(await ledger.TakeAsync(5, Lease, Token)).Attempts);
        await ledger.PostponeAsync(call, Wanted, store.Time.GetUtcNow().AddMinutes(2), counts: false, Token);
        Assert.Empty(await ledger.TakeAsync(5, Lease, Token));
        store.Time.Advance(TimeSpan.FromMinutes(3));
        Assert.Equal(2, Assert.Single(await ledger.TakeAsync(5, Lease, Token)).Attempts);
    }

    [Fact]
    public async Task The_result_stands_in_the_record_with_what_it_cost_also_when_the_record_is_written_again()
    {
        await using var store = await OpenAsync();
        var ledger = Ledger(store);
        var call = await PlanAsync(store);
        Assert.Equal(AfterCallStatus.Pending, (await store.Events.FindRecordAsync(call, Token))!.AfterCall!.Summary!.Status);
        await ledger.TakeAsync(5, Lease, Token);

        Assert.True(await ledger.FinishAsync(call, Made, Token));
        Assert.False(await ledger.FinishAsync(call, Made, Token));
        await HoldsAsync();
        store.Events.Save(Record(call));
        await store.Events.FlushAsync(Token);
        await HoldsAsync();

        Assert.Empty(await ledger.TakeAsync(5, Lease, Token));

        async Task HoldsAsync()
        {
            var record = (await store.Events.FindRecordAsync(call, Token))!;
            Assert.Equal(("The caller asked for an order.", 1100L, 220L, 1.5m, 1), (record.AfterCall!.Summary!.Text, record.InputTokens, record.OutputTokens, record.Cost, record.UnpricedResponses));
            var exported = new List<CallRecord>();
            await foreach (var one in new CallArchive(store.Database).ReadRecordsAsync(null, null, Token))
            {
                exported.Add(one);
            }

            Assert.Equal(record.AfterCall, Assert.Single(exported).AfterCall);
        }
    }

    [Fact]
    public async Task A_webhook_that_waits_for_it_goes_when_it_is_there_and_others_are_told()
    {
        await using var store = await OpenAsync();
        var outgoing = new StoredOutgoing(store.Writer, store.Database, store.Time);
        var call = await PlanAsync(store, waits: TimeSpan.FromMinutes(5));
        Assert.Empty(await outgoing.TakeAsync("crm", 5, Lease, Token));

        await Ledger(store).FinishAsync(call, Made, Token);

        Assert.Equal(OutgoingTypes.Ended, Assert.Single(await outgoing.TakeAsync("crm", 5, Lease, Token)).Type);
        Assert.Equal(OutgoingTypes.Summarized, Assert.Single(await outgoing.FactsAsync(5, Token)).Type);
    }

    [Fact]
    public async Task A_webhook_waits_no_longer_than_it_must()
    {
        await using var store = await OpenAsync();
        var outgoing = new StoredOutgoing(store.Writer, store.Database, store.Time);
        await PlanAsync(store, waits: TimeSpan.FromMinutes(5));

        store.Time.Advance(TimeSpan.FromMinutes(5));

        Assert.Single(await outgoing.TakeAsync("crm", 5, Lease, Token));
    }

    [Fact]
    public async Task Of_an_erased_caller_nothing_is_kept_that_comes_later()
    {
        await using var store = await OpenAsync();
        var ledger = Ledger(store);
        var (done, running) = (await PlanAsync(store), await PlanAsync(store));
        await ledger.FinishAsync(done, Made, Token);
        await ledger.TakeAsync(5, Lease, Token);
        store.Time.Advance(TimeSpan.FromHours(1));

        Assert.Equal(2, (await store.Erasure.EraseAsync("+15550199", Token)).Calls);

        Assert.False(await ledger.FinishAsync(running, Made, Token));
        Assert.Null((await store.Events.FindRecordAsync(done, Token))!.AfterCall);
        Assert.Null((await store.Events.FindRecordAsync(running, Token))!.AfterCall);
        Assert.Equal(0L, Convert.ToInt64(store.Scalar("SELECT count(*) FROM after_calls"), null));
        Assert.Empty(await new StoredOutgoing(store.Writer, store.Database, store.Time).FactsAsync(5, Token));
    }

    [Fact]
    public async Task It_goes_with_the_events_of_its_call()
    {
        await using var store = await OpenAsync(configure: static options => options.Retention.EventDays = 30);
        var call = await PlanAsync(store);
        await Ledger(store).FinishAsync(call, Made, Token);
        store.Time.Advance(TimeSpan.FromDays(31));

        await store.Purge.PurgeAsync(Token);

        var record = (await store.Events.FindRecordAsync(call, Token))!;
        Assert.Null(record.AfterCall);
        Assert.Equal(1.5m, record.Cost);
    }

    private protected static StoredAfterCalls Ledger(StoreFixture store) => new(store.Writer, store.Database, store.Time);

    private static CallRecord Record(CallId call) => new()
    {
        CallId = call,
        Caller = "+15550199",
        Agent = "desk",
        StartedAt = Noon.AddMinutes(-5),
        EndedAt = Noon.AddSeconds(1),
        EndedBy = CallEndedBy.Caller,
        Cause = CallCause.CallerHungUp,
        InputTokens = 1000,
        OutputTokens = 200,
        Cost = 1m,
        Currency = "USD",
    };

    private protected static async Task<CallId> PlanAsync(StoreFixture store, TimeSpan waits = default)
    {
        var call = CallId.New(TimeProvider.System);
        store.Events.Append(Event(call, 1, new AgentSaid("item_1", "resp_1", "Hello.", false)));
        store.Events.Save(Record(call));
        await store.Events.FlushAsync(Token);
        var outgoing = new StoredOutgoing(store.Writer, store.Database, store.Time);
        var fact = Assert.Single(await outgoing.FactsAsync(10, Token), one => one.CallId == call);
        var now = store.Time.GetUtcNow();
        await outgoing.PlanAsync(
            [fact], [new OutgoingDelivery("msg_" + call.Value, "crm", fact.Type, call, fact.At, now + waits)], [new AfterCallWork(call, "desk", fact.At, now, "openai", "{}", Wanted)], Token);
        return call;
    }
}
