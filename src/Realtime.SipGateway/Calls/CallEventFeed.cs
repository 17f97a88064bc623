using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
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

    private readonly ConcurrentDictionary<CallEventFollower, bool> _followers = new();

    /// <summary>True while somebody follows events of this type of the call: only then those that are not stored are of any use.</summary>
    public bool IsFollowed(CallId call, string type)
    {
        foreach (var (follower, _) in _followers)
        {
            if (follower.Wants(call, type))
            {
                return true;
            }
        }

        return false;
    }

    public void Publish(CallEvent callEvent)
    {
        foreach (var (follower, _) in _followers)
        {
            if (follower.Wants(callEvent.CallId, callEvent.Data.Type))
            {
                follower.Tell(callEvent);
            }
        }
    }

    /// <summary>Follows one call or, with null, all of them, until disposed. Each costs a queue, and each event a look at it: who lets strangers in bounds them.</summary>
    /// <param name="only">The call.</param>
    /// <param name="types">Types of events; null: all. What is not wanted takes no room in the queue.</param>
    /// <param name="left">Called once, when the follower is disposed.</param>
    public CallEventFollower Open(CallId? only, IReadOnlySet<string>? types = null, Action? left = null)
    {
        var follower = new CallEventFollower(only, types, QueueLength, gone =>
        {
            if (_followers.TryRemove(gone, out _))
            {
                left?.Invoke();
            }
        });
        _followers[follower] = true;
        return follower;
    }

    /// <summary>The same as a sequence.</summary>
    public IAsyncEnumerable<CallEvent> Follow(CallId? only, CancellationToken cancellationToken) => ReadAsync(Open(only), cancellationToken);

    private static async IAsyncEnumerable<CallEvent> ReadAsync(
        CallEventFollower follower, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using (follower)
        {
            await foreach (var callEvent in follower.Events.ReadAllAsync(cancellationToken))
            {
                yield return callEvent;
            }
        }
    }
}
