using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Load;
using Realtime.Testing;
using Xunit;

namespace Realtime.SipGateway.Tests.Calls.Load;

public class LoadTableTests
{
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public void A_call_finds_the_calls_before_it_and_leaves_its_place_when_it_ends()
    {
        var table = new LoadTable(_time);
        var (first, second) = (CallId.New(_time), CallId.New(_time));

        Assert.Equal((0, 0, 0), Numbers(table.Enter(first, "carrier", "+1")));
        table.Apply(first, CallState.Decided, "desk");
        var found = table.Enter(second, "CARRIER", "+2");
        Assert.Equal((1, 1, 0), Numbers(found));
        Assert.Equal(1, found.Agents["desk"]);

        table.Apply(first, CallState.Transferred, "desk");
        Assert.Empty(table.Look("carrier", "+1").Agents);
        table.Apply(first, CallState.Ended, "desk");
        table.Apply(first, CallState.Ended, "desk");
        Assert.Equal((1, 1, 1), Numbers(table.Look("carrier", "+1")));
        Assert.Equal((1, 0, 1), Numbers(table.Look("other", "+2")));
        Assert.Equal(1, found.Agents["desk"]);
    }

    [Fact]
    public void A_call_that_was_taken_over_counts_and_a_refused_one_has_no_agent()
    {
        var table = new LoadTable(_time);
        var (resumed, refused) = (CallId.New(_time), CallId.New(_time));

        table.Resume(resumed, "carrier", "desk");
        table.Enter(refused, "carrier", "+1");
        table.Apply(refused, CallState.Decided, null);

        Assert.Equal(("desk", 1), (table.Look("carrier", "").Agents.Single().Key, table.Look("carrier", "").Agents.Single().Value));
        table.Apply(resumed, CallState.HandedOver, "desk");
        Assert.Equal((1, 1, 0), Numbers(table.Look("carrier", "")));
    }

    [Fact]
    public void Calls_of_a_caller_are_counted_for_an_hour()
    {
        var window = new CallerWindow(_time);

        Assert.Equal([0, 1, 2], Enumerable.Range(0, 3).Select(_ => window.Add("+1")));
        _time.Advance(TimeSpan.FromMinutes(30));
        Assert.Equal(3, window.Add("+1"));
        Assert.Equal(0, window.Count("+2"));
        _time.Advance(TimeSpan.FromMinutes(29));
        Assert.Equal(4, window.Count("+1"));
        _time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(1, window.Count("+1"));
        _time.Advance(TimeSpan.FromMinutes(60));
        Assert.Equal(0, window.Count("+1"));
    }

    [Fact]
    public void Withheld_callers_are_not_one_caller()
    {
        var window = new CallerWindow(_time);

        Assert.Equal([0, 0, 0], Enumerable.Range(0, 3).Select(_ => window.Add("")));
    }

    [Fact]
    public void A_flood_of_callers_is_forgotten_oldest_first()
    {
        var window = new CallerWindow(_time, maxCallers: 100);
        for (var number = 0; number < 1_000; number++)
        {
            window.Add($"+{number}");
        }

        Assert.InRange(window.Known, 1, 200);
        Assert.Equal(0, window.Count("+0"));
        Assert.Equal(1, window.Count("+999"));
    }

    private static (int Calls, int Trunk, int Caller) Numbers(CallLoad load) => (load.Calls, load.Trunk, load.CallerLastHour);
}
