using Realtime.Sip.Transactions;
using Realtime.Testing;
using Xunit;

namespace Realtime.Sip.Tests.Transactions;

public sealed class SipTimerQueueTests : ISipTimerOwner, IDisposable
{
    private readonly ManualTimeProvider _time = new();
    private readonly SipTimerQueue _queue;
    private readonly List<int> _fired = [];
    private Action<SipTimer>? _whenFired;

    public SipTimerQueueTests() => _queue = new SipTimerQueue(_time);

    [Fact]
    public void Timers_fire_in_the_order_of_their_due_time()
    {
        int[] milliseconds = [700, 100, 500, 300, 900, 200, 800, 400, 600, 1000];
        foreach (var due in milliseconds)
        {
            new SipTimer(_queue, this).Start(TimeSpan.FromMilliseconds(due), due);
        }

        _time.Advance(TimeSpan.FromMilliseconds(550));
        Assert.Equal([100, 200, 300, 400, 500], _fired);

        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(milliseconds.Order(), _fired);
    }

    [Fact]
    public void Timers_of_more_lengths_than_there_are_lanes_fire_in_order_too()
    {
        const int lengths = 60;
        for (var i = 0; i < lengths; i++)
        {
            // 37 has no factor in common with 60: every length once, in no order.
            var due = 100 * (1 + (i * 37 % lengths));
            new SipTimer(_queue, this).Start(TimeSpan.FromMilliseconds(due), due);
        }

        var stopped = new SipTimer(_queue, this);
        stopped.Start(TimeSpan.FromMilliseconds(3333), 0);
        stopped.Stop();

        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(Enumerable.Range(1, lengths).Select(i => 100 * i), _fired);
        Assert.Equal((0, 0), (_queue.Count, _time.PendingTimers));
    }

    [Fact]
    public void Equally_long_timers_fire_in_the_order_of_their_start_however_some_are_stopped()
    {
        var timers = Enumerable.Range(0, 9).Select(_ => new SipTimer(_queue, this)).ToArray();
        for (var i = 0; i < timers.Length; i++)
        {
            timers[i].Start(TimeSpan.FromSeconds(1), i);
            _time.Advance(TimeSpan.FromMilliseconds(10));
        }

        foreach (var i in (int[])[0, 4, 8])
        {
            timers[i].Stop();
        }

        timers[2].Start(TimeSpan.FromSeconds(1), 20);
        _time.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal([1, 3, 5, 6, 7, 20], _fired);
    }

    [Fact]
    public void A_timer_fires_at_its_time_and_not_before()
    {
        new SipTimer(_queue, this).Start(TimeSpan.FromMilliseconds(500), 1);

        _time.Advance(TimeSpan.FromMilliseconds(498));
        Assert.Empty(_fired);

        _time.Advance(TimeSpan.FromMilliseconds(2));
        Assert.Equal([1], _fired);
    }

    [Fact]
    public void A_stopped_timer_does_not_fire_and_leaves_nothing_pending()
    {
        var timer = new SipTimer(_queue, this);
        timer.Start(TimeSpan.FromSeconds(1), 1);

        timer.Stop();

        Assert.Equal(0, _queue.Count);
        Assert.Equal(0, _time.PendingTimers);
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Empty(_fired);
    }

    [Fact]
    public void A_timer_started_again_counts_from_then_and_goes_by_its_new_name()
    {
        var timer = new SipTimer(_queue, this);
        timer.Start(TimeSpan.FromSeconds(1), 1);
        _time.Advance(TimeSpan.FromMilliseconds(900));

        timer.Start(TimeSpan.FromSeconds(1), 2);

        _time.Advance(TimeSpan.FromMilliseconds(900));
        Assert.Empty(_fired);
        _time.Advance(TimeSpan.FromMilliseconds(100));
        Assert.Equal([2], _fired);
    }

    [Fact]
    public void A_timer_may_start_itself_anew_when_it_fires()
    {
        _whenFired = timer => timer.Start(TimeSpan.FromSeconds(1), 1);
        new SipTimer(_queue, this).Start(TimeSpan.FromSeconds(1), 1);

        _time.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(5, _fired.Count);
    }

    [Fact]
    public void A_timer_stopped_while_it_comes_due_is_known_to_be_stale()
    {
        var current = true;
        var timer = new SipTimer(_queue, new Probe((fired, stamp) =>
        {
            fired.Stop();
            current = fired.IsCurrent(stamp);
        }));
        timer.Start(TimeSpan.FromSeconds(1), 1);

        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.False(current);
    }

    [Fact]
    public void Any_mix_of_starts_and_stops_leaves_the_others_in_order()
    {
        var timers = Enumerable.Range(0, 500).Select(_ => new SipTimer(_queue, this)).ToList();
        for (var round = 0; round < timers.Count; round++)
        {
            // 7919 is prime to 1009: due times in no particular order.
            timers[round].Start(TimeSpan.FromMilliseconds(1 + (round * 7919 % 1009)), round);
        }

        foreach (var timer in timers.Where((_, index) => index % 3 == 0))
        {
            timer.Stop();
        }

        _time.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal(Enumerable.Range(0, 500).Where(index => index % 3 != 0).OrderBy(index => index * 7919 % 1009), _fired);
        Assert.Equal(0, _time.PendingTimers);
    }

    [Fact]
    public void A_disposed_queue_fires_no_more()
    {
        var timer = new SipTimer(_queue, this);
        timer.Start(TimeSpan.FromSeconds(1), 1);

        _queue.Dispose();
        timer.Start(TimeSpan.FromSeconds(1), 1);
        _time.Advance(TimeSpan.FromSeconds(2));

        Assert.Empty(_fired);
        Assert.Equal(0, _time.PendingTimers);
    }

    public void Dispose() => _queue.Dispose();

    void ISipTimerOwner.OnTimer(SipTimer timer, int name, int stamp)
    {
        _fired.Add(name);
        _whenFired?.Invoke(timer);
    }

    private sealed class Probe(Action<SipTimer, int> fired) : ISipTimerOwner
    {
        public void OnTimer(SipTimer timer, int name, int stamp) => fired(timer, stamp);
    }
}
