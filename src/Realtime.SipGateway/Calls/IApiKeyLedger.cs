namespace Realtime.SipGateway.Calls;

/// <summary>API keys that were made while the gateway runs, known only by their hashes; implemented by the store.</summary>
public interface IApiKeyLedger
{
    /// <summary>Commits a new key. False when a key of this name is not revoked.</summary>
    ValueTask<bool> AddAsync(StoredApiKey key, CancellationToken cancellationToken);

    /// <summary>All keys, revoked ones too, oldest first.</summary>
    ValueTask<IReadOnlyList<StoredApiKey>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Commits that a key is not to be taken any more. False when there is none of this id that is not revoked.</summary>
    ValueTask<bool> RevokeAsync(string id, string by, CancellationToken cancellationToken);

    /// <summary>Notes a use, some time later; who calls it keeps these few.</summary>
    void Used(string id, DateTimeOffset at);
}
