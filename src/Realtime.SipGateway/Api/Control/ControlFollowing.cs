using Realtime.SipGateway.Calls;

namespace Realtime.SipGateway.Api.Control;

/// <summary>Tells one client what happens in a call: what it missed out of the log, then live, to the call's last event.</summary>
internal sealed class ControlFollowing(Call call, JsonSocket socket, CallEventFollower follower, ICallEventLog events, TimeProvider time)
{
    /// <summary>Last words are written down within a moment of the end.</summary>
    private static readonly TimeSpan DrainPatience = TimeSpan.FromSeconds(5);

    /// <summary>The last stored event that was told.</summary>
    private long _told;

    /// <summary>The client wants every stored event: what is missing comes out of the log.</summary>
    private bool _wantsAll;

    /// <summary>Tells until the call is over and all was told, or the client takes no more.</summary>
    /// <param name="from">Stored events after this one come first; null: none.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<ControlEnd> RunAsync(long? from, CancellationToken cancellationToken)
    {
        if (from is { } seen && !await ReplayAsync(seen, cancellationToken))
        {
            return ControlEnd.Deaf;
        }

        Task? over = null;
        while (true)
        {
            // The agent may have said its last word long before: the caller talks to a person then.
            if (over is null && call.Progress.IsOver)
            {
                over = Task.WhenAny(call.Drained, Task.Delay(DrainPatience, time, cancellationToken));
            }

            var isLast = over is { IsCompleted: true };
            if (!await TellNewAsync(cancellationToken))
            {
                return ControlEnd.Deaf;
            }

            if (isLast)
            {
                return ControlEnd.CallOver;
            }

            var more = follower.Events.WaitToReadAsync(cancellationToken).AsTask();
            await Task.WhenAny(more, over ?? more);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    /// <summary>What waits in the queue, without what was told out of the log.</summary>
    private async Task<bool> TellNewAsync(CancellationToken cancellationToken)
    {
        while (follower.Events.TryRead(out var one))
        {
            var (lost, unstored) = follower.TakeLost();
            if (_wantsAll)
            {
                // Not committed when the log was read, or lost out of the queue since.
                if (one.Sequence > _told + 1 && !await TellStoredAsync(one.Sequence, cancellationToken))
                {
                    return false;
                }

                lost = unstored + (int)Math.Max(0, one.Sequence - _told - 1);
            }

            if (lost > 0 && !await socket.SendAsync(ControlReplies.Lost(lost), cancellationToken))
            {
                return false;
            }

            if ((one.Sequence == 0 || one.Sequence > _told) && !await socket.SendAsync(ControlReplies.Event(one), cancellationToken))
            {
                return false;
            }

            _told = Math.Max(_told, one.Sequence);
        }

        return true;
    }

    private async Task<bool> ReplayAsync(long from, CancellationToken cancellationToken)
    {
        (_told, _wantsAll) = (from, true);
        return await TellStoredAsync(long.MaxValue, cancellationToken);
    }

    /// <summary>The events after the last one that was told, out of the log, as far as it has them.</summary>
    /// <param name="before">Only up to this one.</param>
    /// <param name="cancellationToken">Ends it.</param>
    private async Task<bool> TellStoredAsync(long before, CancellationToken cancellationToken)
    {
        await events.TryFlushAsync(time, cancellationToken);
        await foreach (var one in events.ReadAsync(call.Id, cancellationToken))
        {
            if (one.Sequence <= _told || one.Sequence >= before)
            {
                continue;
            }

            _told = one.Sequence;
            if (!await socket.SendAsync(ControlReplies.Event(one), cancellationToken))
            {
                return false;
            }
        }

        return true;
    }
}
