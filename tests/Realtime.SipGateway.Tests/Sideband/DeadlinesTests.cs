using Realtime.SipGateway.Sideband;
using Realtime.Testing;
using Xunit;

namespace Realtime.SipGateway.Tests.Sideband;

public sealed class DeadlinesTests : IDisposable
{
    private readonly ManualTimeProvider _time = new();
    private readonly Deadlines _deadlines;
    private int _wakes;

    public DeadlinesTests() => _deadlines = new Deadlines(_time, () => _wakes++);

    public void Dispose() => _deadlines.Dispose();

    [Fact]
    public void A_timer_that_fires_early_is_set_again()
    {
        var time = new EarlyTimeProvider();
        using var deadlines = new Deadlines(time, () => { });
        deadlines.Set(Deadline.Farewell, TimeSpan.FromMilliseconds(200));

        time.FireEarly(TimeSpan.FromMilliseconds(197));
        Assert.False(deadlines.TakeDue(out _));

        Assert.Equal(TimeSpan.FromMilliseconds(3), time.Armed);
    }

    [Fact]
    public void What_is_set_becomes_due_once_and_in_its_time()
    {
        _deadlines.Set(Deadline.Stop, TimeSpan.FromMilliseconds(500));
        _deadlines.Set(Deadline.Ready, TimeSpan.FromMilliseconds(200));

        _time.Advance(TimeSpan.FromMilliseconds(190));
        Assert.False(_deadlines.TakeDue(out _));
        Assert.Equal(0, _wakes);

        _time.Advance(TimeSpan.FromMilliseconds(10));
        Assert.Equal(1, _wakes);
        Assert.True(_deadlines.TakeDue(out var first));
        Assert.Equal(Deadline.Ready, first);
        Assert.False(_deadlines.TakeDue(out _));

        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(_deadlines.TakeDue(out var second));
        Assert.Equal(Deadline.Stop, second);
    }

    [Fact]
    public void What_is_set_again_starts_anew()
    {
        _deadlines.Set(Deadline.Stop, TimeSpan.FromMilliseconds(500));
        _time.Advance(TimeSpan.FromMilliseconds(400));
        _deadlines.Set(Deadline.Stop, TimeSpan.FromMilliseconds(500));
        _time.Advance(TimeSpan.FromMilliseconds(400));

        Assert.False(_deadlines.TakeDue(out _));
    }

    [Fact]
    public void What_is_cancelled_never_becomes_due()
    {
        _deadlines.Set(Deadline.Stop, TimeSpan.FromMilliseconds(500));
        _deadlines.Cancel(Deadline.Stop);
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.False(_deadlines.TakeDue(out _));
        Assert.Equal(0, _wakes);
        Assert.Equal(0, _time.PendingTimers);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void A_worker_that_looks_late_is_woken_again_for_what_is_long_due(int lateMs)
    {
        _deadlines.Set(Deadline.Stop, TimeSpan.FromMilliseconds(100));
        _time.Advance(TimeSpan.FromMilliseconds(100 + lateMs));
        _deadlines.Set(Deadline.Drain, TimeSpan.FromSeconds(10));
        _time.Advance(TimeSpan.Zero);

        Assert.Equal(2, _wakes);
        Assert.True(_deadlines.TakeDue(out var due));
        Assert.Equal(Deadline.Stop, due);
    }
}
