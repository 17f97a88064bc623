using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Realtime.SipGateway.Calls.Events;

namespace Realtime.SipGateway.Calls;

/// <summary>
/// Live events for followers (API, console). Each follower has a bounded queue: one that is too slow loses its oldest events, never a call's;
/// the gap shows in the sequence numbers.
/// </summary>
public sealed class CallEventFeed
{
    /// <summary>Some seconds of a busy gateway; a follower that lags more reads the log instead.</summary>
    public const int QueueLength = 1_024;

    /// <summary>Followers at a time: each costs a queue and a copy of the reference.</summary>
    public const int MaxFollowers = 64;

    private readonly ConcurrentDictionary<Channel<CallEvent>, CallId?> _followers = new();

    /// <summary>True while somebody follows the call, or all calls: only then events that are not stored are of any use.</summary>
    public bool IsFollowed(CallId call)
    {
        foreach (var (_, only) in _followers)
        {
            if (only is null || only == call)
            {
                return true;
            }
        }

        return false;
    }

    public void Publish(CallEvent callEvent)
    {
        foreach (var (queue, only) in _followers)
        {
            if (only is null || only == callEvent.CallId)
            {
                queue.Writer.TryWrite(callEvent);
            }
        }
    }

    /// <summary>Follows one call or, with null, all of them; null when there are too many followers.</summary>
    public IAsyncEnumerable<CallEvent>? Follow(CallId? only, CancellationToken cancellationToken)
    {
        if (_followers.Count >= MaxFollowers)
        {
            return null;
        }

        var queue = Channel.CreateBounded<CallEvent>(new BoundedChannelOptions(QueueLength)
        {
            FullMode = BoundedChannelFullMode.DropOldest,
            SingleReader = true,
        });
        _followers[queue] = only;
        return ReadAsync(queue, cancellationToken);
    }

    private async IAsyncEnumerable<CallEvent> ReadAsync(
        Channel<CallEvent> queue, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var callEvent in queue.Reader.ReadAllAsync(cancellationToken))
            {
                yield return callEvent;
            }
        }
        finally
        {
            _followers.TryRemove(queue, out _);
        }
    }
}
