using System.Threading.Channels;

namespace Realtime.Simulator.Conversation;

/// <summary>The one queue through which everything that concerns a session passes, in order: nothing in a session needs a lock.</summary>
internal sealed class Mailbox(TimeProvider time, ILogger logger)
{
    /// <summary>Sidebands wait when it is full; timers and media of one session never fill it.</summary>
    private const int Capacity = 4096;

    private readonly Channel<Action> _actions = Channel.CreateBounded<Action>(
        new BoundedChannelOptions(Capacity) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    private readonly HashSet<ITimer> _timers = [];
    private bool _isClosed;

    /// <summary>Queues; false when the session is over or hopelessly behind.</summary>
    public bool TryPost(Action action) => _actions.Writer.TryWrite(action);

    /// <summary>Queues, waiting for room; false when the session is over.</summary>
    public async ValueTask<bool> PostAsync(Action action, CancellationToken cancellation)
    {
        try
        {
            await _actions.Writer.WriteAsync(action, cancellation);
            return true;
        }
        catch (ChannelClosedException)
        {
            return false;
        }
    }

    /// <summary>Queues after a while.</summary>
    public void After(TimeSpan delay, Action action)
    {
        if (delay <= TimeSpan.Zero)
        {
            TryPost(action);
            return;
        }

        lock (_timers)
        {
            if (_isClosed)
            {
                return;
            }

            ITimer? timer = null;
            timer = time.CreateTimer(_ => Fire(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            _timers.Add(timer);
            timer.Change(delay, Timeout.InfiniteTimeSpan);

            void Fire()
            {
                Forget(timer!);
                TryPost(action);
            }
        }
    }

    /// <summary>No more is taken; what waits for its time is forgotten.</summary>
    public void Close()
    {
        _actions.Writer.TryComplete();
        lock (_timers)
        {
            _isClosed = true;
            foreach (var timer in _timers)
            {
                timer.Dispose();
            }

            _timers.Clear();
        }
    }

    private void Forget(ITimer timer)
    {
        lock (_timers)
        {
            _timers.Remove(timer);
            timer.Dispose();
        }
    }

    /// <summary>Runs what is queued until <see cref="Close"/>.</summary>
    public async Task RunAsync()
    {
        await foreach (var action in _actions.Reader.ReadAllAsync())
        {
#pragma warning disable CA1031 // The edge of the loop: a fault in one event must not silence the call's other events.
            try
            {
                action();
            }
            catch (Exception fault)
            {
                logger.SessionFaulted(fault);
            }
#pragma warning restore CA1031
        }
    }
}
