using Microsoft.Extensions.Options;
using Realtime.SipGateway.Signalling;
using Xunit;

namespace Realtime.SipGateway.Tests.Signalling;

public sealed class TrunkBookTests
{
    [Fact]
    public void A_replaced_trunk_goes_on_counting_its_calls()
    {
        var book = new TrunkBook(Options.Create(With("carrier", maxCalls: 2)));
        var before = book.Find("carrier")!;
        Assert.True(before.TryEnter());

        book.Replace(With("carrier", maxCalls: 1));

        var after = book.Find("carrier")!;
        Assert.NotSame(before, after);
        Assert.Equal(2, before.Options.MaxCalls);
        Assert.False(after.TryEnter());
        before.Leave();
        Assert.True(after.TryEnter());
    }

    [Fact]
    public async Task A_call_that_is_taken_over_counts_until_it_is_over()
    {
        var trunk = new Trunk("carrier", new TrunkOptions { MaxCalls = 1 });
        var over = new TaskCompletionSource();

        trunk.Usage.Occupy(over.Task);

        Assert.False(trunk.TryEnter());
        over.SetResult();
        while (!trunk.TryEnter())
        {
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public void Whoever_follows_the_trunks_is_told_of_the_new_table()
    {
        var book = new TrunkBook(Options.Create(With("carrier", maxCalls: 2)));
        TrunkTable? told = null;
        book.OnReplaced(table => told = table);

        book.Replace(With("other", maxCalls: 1));

        Assert.Same(book.Current, told);
        Assert.Equal("other", Assert.Single(told!.Trunks).Name);
        Assert.Null(book.Find("carrier"));
    }

    private static SignallingOptions With(string name, int maxCalls)
    {
        var options = new SignallingOptions();
        options.Trunks[name] = new TrunkOptions { Sources = ["203.0.113.7"], MaxCalls = maxCalls };
        return options;
    }
}
