using System.Threading.Channels;
using Realtime.SipGateway.Calls.Events;

namespace Realtime.SipGateway.Calls;

/// <summary>One who follows live events, with a bounded queue; see <see cref="CallEventFeed"/>.</summary>
public sealed class CallEventFollower : IDisposable
{
    private readonly Channel<CallEvent> _queue;
    private readonly Action<CallEventFollower> _leave;
    private readonly CallId? _only;
    private readonly IReadOnlySet<string>? _types;
    private int _lost;
    private int _lostUnstored;

    internal CallEventFollower(CallId? only, IReadOnlySet<string>? types, int queueLength, Action<CallEventFollower> leave)
    {
        (_only, _types) = (only, types);
        _leave = leave;
        _queue = Channel.CreateBounded<CallEvent>(
            new BoundedChannelOptions(queueLength) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true },
            Lost);
    }

    /// <summary>What came and was not read yet; the oldest are lost when it is full.</summary>
    public ChannelReader<CallEvent> Events => _queue.Reader;

    /// <summary>How many were lost since it was asked last, and how many of them are not stored.</summary>
    public (int All, int Unstored) TakeLost() => (Interlocked.Exchange(ref _lost, 0), Interlocked.Exchange(ref _lostUnstored, 0));

    /// <summary>Nothing more comes; what is in the queue may still be read.</summary>
    public void Complete() => _queue.Writer.TryComplete();

    public void Dispose() => _leave(this);

    internal bool Wants(CallId call, string type) => (_only is null || _only == call) && _types?.Contains(type) != false;

    internal void Tell(CallEvent callEvent) => _queue.Writer.TryWrite(callEvent);

    private void Lost(CallEvent callEvent)
    {
        Interlocked.Increment(ref _lost);
        if (callEvent.Sequence == 0)
        {
            Interlocked.Increment(ref _lostUnstored);
        }
    }
}
