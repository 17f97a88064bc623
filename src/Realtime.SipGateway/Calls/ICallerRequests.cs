namespace Realtime.SipGateway.Calls;

/// <summary>Call backs and messages that agents took, until people have seen to them.</summary>
public interface ICallerRequests
{
    /// <summary>Commits it; one that is there already stays as it is.</summary>
    ValueTask AddAsync(CallerRequest request, CancellationToken cancellationToken);

    /// <summary>Newest first.</summary>
    /// <param name="kind">Which.</param>
    /// <param name="done">True: those that were seen to; false: the others; null: all.</param>
    /// <param name="count">How many at most.</param>
    /// <param name="before">Only those taken before; null: the newest.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<IReadOnlyList<CallerRequest>> ListAsync(CallerRequestKind kind, bool? done, int count, DateTimeOffset? before, CancellationToken cancellationToken);

    /// <summary>Somebody saw to it; false when there is none, or it was seen to before.</summary>
    ValueTask<bool> FinishAsync(CallerRequestKind kind, string id, string who, string? note, CancellationToken cancellationToken);
}
