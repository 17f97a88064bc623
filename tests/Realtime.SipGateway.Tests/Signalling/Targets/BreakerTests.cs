using Realtime.SipGateway.Signalling.Targets;
using Realtime.Testing;
using Xunit;

namespace Realtime.SipGateway.Tests.Signalling.Targets;

public sealed class BreakerTests
{
    private static readonly HealthOptions Options = new() { FailureThreshold = 3, RecoveryThreshold = 2, BreakMs = 1_000, MaxBreakMs = 3_000 };

    private readonly ManualTimeProvider _time = new();

    [Fact]
    public void It_opens_after_so_many_failures_in_a_row_and_not_before()
    {
        var breaker = Passive();
        Assert.False(breaker.Failed("a"));
        Assert.False(breaker.Failed("b"));
        breaker.Succeeded();
        Assert.False(breaker.Failed("c"));
        Assert.False(breaker.Failed("d"));
        Assert.True(breaker.IsAvailable);

        Assert.True(breaker.Failed("e"));

        Assert.Equal((BreakerState.Open, false, "e"), (breaker.State, breaker.IsAvailable, breaker.Why));
    }

    [Fact]
    public void After_its_break_one_call_tries_and_a_success_brings_it_back()
    {
        var breaker = Broken();
        _time.Advance(TimeSpan.FromMilliseconds(999));
        Assert.False(breaker.TryTake());
        _time.Advance(TimeSpan.FromMilliseconds(1));

        Assert.True(breaker.TryTake());
        Assert.False(breaker.TryTake());
        Assert.True(breaker.Succeeded());

        Assert.Equal((BreakerState.Closed, null), (breaker.State, breaker.Why));
        Assert.True(breaker.TryTake());
    }

    [Fact]
    public void A_trial_that_fails_doubles_the_break_up_to_the_longest()
    {
        var breaker = Broken();
        foreach (var milliseconds in new[] { 1_000, 2_000, 3_000, 3_000 })
        {
            _time.Advance(TimeSpan.FromMilliseconds(milliseconds - 1));
            Assert.False(breaker.TryTake());
            _time.Advance(TimeSpan.FromMilliseconds(1));
            Assert.True(breaker.TryTake());
            Assert.False(breaker.Failed("still"));
        }
    }

    [Fact]
    public void A_trial_that_nobody_reported_blocks_no_other_for_ever()
    {
        var breaker = Broken();
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(breaker.TryTake());

        _time.Advance(TimeSpan.FromSeconds(60));

        Assert.True(breaker.TryTake());
    }

    [Fact]
    public void What_is_asked_by_options_returns_by_answers_in_a_row_and_never_by_time()
    {
        var breaker = Broken(isProbed: true);
        _time.Advance(TimeSpan.FromHours(1));
        Assert.False(breaker.TryTake());

        Assert.False(breaker.Succeeded());
        breaker.Failed("flaps");
        Assert.False(breaker.Succeeded());
        Assert.False(breaker.IsAvailable);
        Assert.True(breaker.Succeeded());

        Assert.True(breaker.IsAvailable);
    }

    private Breaker Passive(bool isProbed = false) => new(Options, isProbed, _time);

    private Breaker Broken(bool isProbed = false)
    {
        var breaker = Passive(isProbed);
        for (var count = 0; count < Options.FailureThreshold; count++)
        {
            breaker.Failed("down");
        }

        return breaker;
    }
}
