using System.Collections.Concurrent;
using System.Security.Cryptography;
using Realtime.SipGateway.Calls;

namespace Realtime.SipGateway.Api;

/// <summary>The keys of the store. A presented key is compared with all of them in constant time.</summary>
internal sealed class StoredKeys : IDisposable
{
    /// <summary>Keys that are not revoked: as many programs and people as one gateway would ever serve.</summary>
    public const int MaxKeys = 1_000;

    /// <summary>How coarse the time of the last use is: one write per key and interval.</summary>
    public static readonly TimeSpan UseInterval = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<string, DateTimeOffset> _used = new(StringComparer.Ordinal);
    private readonly IApiKeyLedger _ledger;
    private readonly TimeProvider _time;
    private readonly StoredList<(byte[] Hash, StoredApiKey Key)> _keys;

    public StoredKeys(IApiKeyLedger ledger, TimeProvider time, ILogger<StoredKeys> log)
    {
        _ledger = ledger;
        _time = time;
        _keys = new StoredList<(byte[] Hash, StoredApiKey Key)>(ReadAsync, time, log.KeysNotRead);
    }

    public async ValueTask<StoredApiKey?> FindAsync(string presented, CancellationToken cancellationToken)
    {
        if (presented.Length is 0 or > ApiKeySecret.MaxLength)
        {
            return null;
        }

        var keys = await _keys.GetAsync(cancellationToken);
        var hash = ApiKeySecret.HashBytes(presented);
        StoredApiKey? found = null;
        foreach (var (expected, key) in keys)
        {
            found = CryptographicOperations.FixedTimeEquals(hash, expected) ? key : found;
        }

        var now = _time.GetUtcNow();
        if (found is null || found.ExpiresAt <= now)
        {
            return null;
        }

        NoteUse(found, now);
        return found;
    }

    /// <summary>Something was changed here: the next request reads anew.</summary>
    public void Changed() => _keys.Changed();

    public void Dispose() => _keys.Dispose();

    private async ValueTask<IReadOnlyList<(byte[] Hash, StoredApiKey Key)>> ReadAsync(CancellationToken cancellationToken) =>
        [.. (await _ledger.ListAsync(cancellationToken)).Where(static key => key.RevokedAt is null).Select(static key => (Convert.FromHexString(key.Hash), key))];

    private void NoteUse(StoredApiKey key, DateTimeOffset now)
    {
        var last = _used.GetOrAdd(key.Id, key.LastUsedAt ?? DateTimeOffset.MinValue);
        if (now - last >= UseInterval && _used.TryUpdate(key.Id, now, last))
        {
            _ledger.Used(key.Id, now);
        }
    }
}
