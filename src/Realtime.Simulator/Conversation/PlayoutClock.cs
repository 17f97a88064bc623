using Realtime.Simulator.Media;

namespace Realtime.Simulator.Conversation;

/// <summary>Plays to nobody at the pace of speech: for calls that have no media, or whose media is not sent.</summary>
internal sealed class PlayoutClock(Playout playout, TimeProvider time, double pace) : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private Task _loop = Task.CompletedTask;

    public void Start() => _loop = RunAsync();

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop;
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        var frame = new short[AudioFrame.Samples];
        var framesAtOnce = Math.Max(1, (int)pace);
        using var timer = new PeriodicTimer(AudioFrame.Duration * (framesAtOnce / pace), time);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token))
            {
                for (var i = 0; i < framesAtOnce; i++)
                {
                    playout.Read(frame);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Disposed.
        }
    }
}
