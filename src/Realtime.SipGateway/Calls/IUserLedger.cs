namespace Realtime.SipGateway.Calls;

/// <summary>People who may sign in to the console; implemented by the store.</summary>
public interface IUserLedger
{
    /// <summary>Commits a new user. False when there is one of this name.</summary>
    ValueTask<bool> AddAsync(StoredUser user, CancellationToken cancellationToken);

    /// <summary>All, by name.</summary>
    ValueTask<IReadOnlyList<StoredUser>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Commits another hash, scope or stamp of a user. False when there is none of this name.</summary>
    ValueTask<bool> ChangeAsync(StoredUser user, CancellationToken cancellationToken);

    /// <summary>False when there is none of this name.</summary>
    ValueTask<bool> RemoveAsync(string name, CancellationToken cancellationToken);
}
