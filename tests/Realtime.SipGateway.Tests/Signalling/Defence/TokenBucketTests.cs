using Realtime.SipGateway.Signalling.Defence;
using Realtime.Testing;
using Xunit;

namespace Realtime.SipGateway.Tests.Signalling.Defence;

public sealed class TokenBucketTests
{
    private readonly ManualTimeProvider _time = new();
    private readonly TokenBucket _bucket = new();

    [Fact]
    public void A_burst_passes_and_the_next_one_waits_for_exactly_one_token()
    {
        var limit = new RateLimit(2, 3);
        Assert.All(Enumerable.Range(0, 3), _ => Assert.True(Takes(limit)));

        Assert.False(_bucket.TryTake(_time, limit, out var wait));

        Assert.Equal(TimeSpan.FromMilliseconds(500), wait);
        _time.Advance(wait - TimeSpan.FromMilliseconds(1));
        Assert.False(_bucket.TryTake(_time, limit, out _));
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.True(_bucket.TryTake(_time, limit, out _));
    }

    [Fact]
    public void What_is_refused_costs_nothing()
    {
        var limit = new RateLimit(1, 1);
        Assert.True(_bucket.TryTake(_time, limit, out _));
        for (var refused = 0; refused < 1_000; refused++)
        {
            Assert.False(_bucket.TryTake(_time, limit, out var wait));
            Assert.Equal(TimeSpan.FromSeconds(1), wait);
        }

        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.True(_bucket.TryTake(_time, limit, out _));
    }

    [Fact]
    public void Silence_saves_up_no_more_than_the_burst()
    {
        var limit = new RateLimit(10, 5);
        Assert.True(_bucket.TryTake(_time, limit, out _));
        Assert.False(_bucket.IsFull(_time));
        _time.Advance(TimeSpan.FromHours(1));
        Assert.True(_bucket.IsFull(_time));

        Assert.Equal(5, Enumerable.Range(0, 20).Count(_ => Takes(limit)));
    }

    [Fact]
    public async Task Of_many_at_once_exactly_the_burst_passes()
    {
        var limit = new RateLimit(1, 100);
        var taken = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
            Enumerable.Range(0, 100).Count(_ => Takes(limit)))));

        Assert.Equal(100, taken.Sum());
    }

    private bool Takes(RateLimit limit) => _bucket.TryTake(_time, limit, out _);
}
