using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Store;
using Xunit;

namespace Realtime.SipGateway.Tests.Store;

public abstract class CallSearchTests(StoreProvider provider) : StoreTestBase(provider)
{
    [Fact]
    public async Task Calls_are_found_by_what_an_operator_knows_of_them()
    {
        await using var store = await OpenAsync();
        var one = Record(store, 1) with { Trunk = "carrier", Agent = "desk", Rule = "support", Caller = "+15550199", Dialled = "+15550100", Cause = CallCause.CallerHungUp, EndedBy = CallEndedBy.Caller };
        var two = Record(store, 2) with { Trunk = "other", Agent = "night", Rule = "nights", Caller = "+4930123", Dialled = "+15550100", Cause = CallCause.RuleRejected, EndedBy = CallEndedBy.Policy };
        foreach (var record in new[] { one, two })
        {
            store.Events.Save(record);
        }

        await store.Events.FlushAsync(Token);

        foreach (var (query, found) in new (CallQuery, CallRecord[])[]
        {
            (new CallQuery(), [two, one]),
            (new CallQuery { Trunk = "carrier" }, [one]),
            (new CallQuery { Agent = "night" }, [two]),
            (new CallQuery { Rule = "support" }, [one]),
            (new CallQuery { Cause = CallCause.RuleRejected }, [two]),
            (new CallQuery { EndedBy = CallEndedBy.Caller }, [one]),
            (new CallQuery { Caller = "+1555*" }, [one]),
            (new CallQuery { Caller = "+1555" }, []),
            (new CallQuery { Dialled = "+15550100" }, [two, one]),
            (new CallQuery { Number = "+4930*" }, [two]),
            (new CallQuery { Number = "%" }, []),
            (new CallQuery { From = Noon.AddMinutes(2) }, [two]),
            (new CallQuery { To = Noon.AddMinutes(2) }, [one]),
            (new CallQuery { Trunk = "carrier", Rule = "nights" }, []),
            (new CallQuery { Trunk = "'; DROP TABLE calls; --" }, []),
        })
        {
            var records = await Search(store).FindAsync(query, 10, Token);
            Assert.Equal(found.Select(record => record.CallId), records.Select(record => record.CallId));
        }
    }

    [Fact]
    public async Task Calls_that_start_together_are_on_one_page_each()
    {
        await using var store = await OpenAsync();
        var all = Enumerable.Range(0, 7).Select(_ => Record(store, 1)).ToList();
        all.ForEach(store.Events.Save);
        await store.Events.FlushAsync(Token);

        var seen = new List<CallId>();
        var query = new CallQuery();
        while (await Search(store).FindAsync(query, 2, Token) is { Count: > 0 } page)
        {
            seen.AddRange(page.Select(record => record.CallId));
            query = query with { Before = page[^1].StartedAt, BeforeCall = page[^1].CallId };
        }

        Assert.Equal(all.Select(record => record.CallId.Value).OrderDescending(StringComparer.Ordinal), seen.Select(static id => id.Value));
    }

    private static ICallSearch Search(StoreFixture store) => store.Search;

    private static CallRecord Record(StoreFixture store, int minute) => new() { CallId = CallId.New(store.Time), StartedAt = Noon.AddMinutes(minute) };
}
