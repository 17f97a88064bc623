using Realtime.SipGateway.Sideband;
using Xunit;

namespace Realtime.SipGateway.Tests.Sideband;

public sealed class ArrivalsTests
{
    [Fact]
    public void What_arrives_is_taken_in_order_and_once()
    {
        var arrivals = new Arrivals<int>();
        Assert.False(arrivals.TryTake(out _));

        Assert.True(arrivals.Add(1));
        Assert.True(arrivals.Add(2));

        Assert.True(arrivals.TryTake(out var first));
        Assert.True(arrivals.Add(3));
        Assert.True(arrivals.TryTake(out var second));
        Assert.True(arrivals.TryTake(out var third));
        Assert.Equal((1, 2, 3), (first, second, third));
        Assert.False(arrivals.TryTake(out _));
    }

    [Fact]
    public void Nothing_is_taken_above_the_capacity_or_after_the_close()
    {
        var arrivals = new Arrivals<string>(2);
        Assert.True(arrivals.Add("a"));
        Assert.True(arrivals.Add("b"));
        Assert.False(arrivals.Add("c"));

        arrivals.Close();
        Assert.True(arrivals.IsClosed);
        Assert.True(arrivals.TryTake(out var kept));
        Assert.Equal("a", kept);
        Assert.False(arrivals.Add("d"));
        Assert.True(arrivals.TryTake(out _));
        Assert.False(arrivals.TryTake(out _));
    }

    [Fact]
    public async Task Nothing_is_lost_between_threads()
    {
        const int Threads = 4, Each = 5_000;
        var arrivals = new Arrivals<int>();
        var writers = Enumerable.Range(0, Threads).Select(thread => Task.Run(() =>
        {
            for (var number = 0; number < Each; number++)
            {
                arrivals.Add((thread * Each) + number);
            }
        })).ToList();

        var seen = new HashSet<int>();
        while (seen.Count < Threads * Each)
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            if (arrivals.TryTake(out var one))
            {
                Assert.True(seen.Add(one));
            }
        }

        await Task.WhenAll(writers);
        Assert.False(arrivals.TryTake(out _));
    }
}
