using System.Net;
using Realtime.SipGateway.Console;
using Realtime.Testing;
using Xunit;

namespace Realtime.SipGateway.Tests.Console;

public sealed class LoginThrottleTests
{
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public void One_address_may_try_so_many_names_and_then_one_every_ten_seconds()
    {
        var throttle = new LoginThrottle(_time);
        for (var attempt = 0; attempt < LoginThrottle.PerAddress; attempt++)
        {
            Assert.Equal(TimeSpan.Zero, throttle.Take($"user{attempt}", IPAddress.Parse("2001:db8::1"), null));
        }

        Assert.InRange(throttle.Take("another", IPAddress.Parse("2001:db8::ffff"), null).TotalSeconds, 1, 10);
        Assert.Equal(TimeSpan.Zero, throttle.Take("another", IPAddress.Parse("2001:db8:0:1::1"), null));
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(TimeSpan.Zero, throttle.Take("another", IPAddress.Parse("2001:db8::1"), null));
    }

    [Fact]
    public void A_name_may_be_tried_so_often_from_wherever_whatever_its_case()
    {
        var throttle = new LoginThrottle(_time);
        for (var attempt = 0; attempt < LoginThrottle.PerUser; attempt++)
        {
            Assert.Equal(TimeSpan.Zero, throttle.Take(attempt % 2 == 0 ? "ada" : "ADA", IPAddress.Parse($"192.0.2.{attempt}"), null));
        }

        Assert.True(throttle.Take("Ada", IPAddress.Parse("192.0.2.99"), null) > TimeSpan.Zero);
        Assert.Equal(TimeSpan.Zero, throttle.Take("Ada", IPAddress.Parse("192.0.2.99"), "her browser"));
    }

    [Fact]
    public void Those_who_succeed_do_not_count()
    {
        var throttle = new LoginThrottle(_time);
        for (var attempt = 0; attempt < 1_000; attempt++)
        {
            Assert.Equal(TimeSpan.Zero, throttle.Take("ada", IPAddress.Loopback, null));
            throttle.Succeeded("ada", IPAddress.Loopback, null);
        }
    }

    [Fact]
    public void Endless_names_take_no_endless_memory()
    {
        var buckets = new AttemptBuckets(1, TimeSpan.FromHours(1), _time);
        Assert.Equal(TimeSpan.Zero, buckets.Take("first"));
        for (var name = 0; name < AttemptBuckets.MaxNames; name++)
        {
            Assert.Equal(TimeSpan.Zero, buckets.Take($"name {name}"));
        }

        Assert.Equal(TimeSpan.Zero, buckets.Take("first"));
        Assert.Equal(TimeSpan.FromHours(1), buckets.Take("first"));
    }
}
