using Realtime.Sip.Dialogs;
using Xunit;

namespace Realtime.Sip.Tests.Dialogs;

public sealed class SerialQueueTests
{
    [Fact]
    public void What_a_handler_posts_is_handled_after_it()
    {
        var seen = new List<string>();
        SerialQueue<int>? queue = null;
        queue = new SerialQueue<int>(
            item =>
            {
                seen.Add($"begin {item}");
                if (item == 1)
                {
                    Assert.True(queue!.TryPost(2));
                    Assert.True(queue.TryPost(3));
                }

                seen.Add($"end {item}");
            },
            capacity: 2);

        Assert.True(queue.TryPost(1));

        Assert.Equal(["begin 1", "end 1", "begin 2", "end 2", "begin 3", "end 3"], seen);
    }

    [Fact]
    public void More_than_its_capacity_is_refused()
    {
        var taken = new List<bool>();
        SerialQueue<int>? queue = null;
        queue = new SerialQueue<int>(
            item =>
            {
                if (item == 0)
                {
                    taken.AddRange([queue!.TryPost(1), queue.TryPost(2), queue.TryPost(3)]);
                }
            },
            capacity: 2);

        queue.TryPost(0);

        Assert.Equal([true, true, false], taken);
        Assert.True(queue.TryPost(4));
    }

    [Fact]
    public async Task Many_threads_never_meet_in_the_handler_and_lose_nothing()
    {
        const int Threads = 4;
        const int Each = 5_000;
        var inside = 0;
        var met = false;
        var handled = 0;
        var queue = new SerialQueue<int>(
            _ =>
            {
                met |= Interlocked.Increment(ref inside) > 1;
                handled++;
                Interlocked.Decrement(ref inside);
            },
            capacity: int.MaxValue);

        await Task.WhenAll(Enumerable.Range(0, Threads).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < Each; i++)
            {
                queue.TryPost(i);
            }
        })));

        Assert.False(met);
        Assert.Equal(Threads * Each, handled);
    }

    [Fact]
    public void A_handler_that_throws_does_not_stop_the_queue()
    {
        var seen = new List<int>();
        var queue = new SerialQueue<int>(
            item =>
            {
                seen.Add(item);
                if (item == 1)
                {
                    throw new InvalidOperationException("of the test");
                }
            },
            capacity: 2);

        Assert.Throws<InvalidOperationException>(() => queue.TryPost(1));
        queue.TryPost(2);

        Assert.Equal([1, 2], seen);
    }
}
