using Realtime.Simulator.Media;

namespace Realtime.Simulator.Conversation;

/// <summary>Plays to nobody at the pace of speech, for calls whose media is not sent. It ticks only while there is something to play.</summary>
internal sealed class PlayoutClock : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Playout _playout;
    private readonly ITimer _timer;
    private readonly int _framesPerTick;
    private readonly TimeSpan _period;

    public PlayoutClock(Playout playout, TimeProvider time, double pace)
    {
        _playout = playout;
        _framesPerTick = Math.Max(1, (int)pace);
        _period = AudioFrame.Duration * (_framesPerTick / pace);
        _timer = time.CreateTimer(_ => Tick(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        playout.Filled += Wake;
    }

    public void Dispose() => _timer.Dispose();

    private void Wake()
    {
        lock (_gate)
        {
            _timer.Change(_period, _period);
        }
    }

    private void Tick()
    {
        Span<short> frame = stackalloc short[AudioFrame.Samples];
        for (var i = 0; i < _framesPerTick; i++)
        {
            _playout.Read(frame);
        }

        lock (_gate)
        {
            if (_playout.IsIdle)
            {
                _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            }
        }
    }
}
