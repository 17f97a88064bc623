using System.Collections.Concurrent;
using System.Data.Common;
using System.Security.Cryptography;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Store;

namespace Realtime.SipGateway.Api;

/// <summary>
/// The keys of the store, read again when they are asked for and some seconds old: a key that any node revoked is refused everywhere soon
/// after, and here at once. A presented key is compared with all of them in constant time.
/// </summary>
internal sealed class StoredKeys(IApiKeyLedger ledger, TimeProvider time, ILogger<StoredKeys> log) : IDisposable
{
    /// <summary>Keys that are not revoked: as many programs and people as one gateway would ever serve.</summary>
    public const int MaxKeys = 1_000;

    /// <summary>How long a revocation by another node may take to be known here.</summary>
    public static readonly TimeSpan FreshFor = TimeSpan.FromSeconds(2);

    /// <summary>A store that cannot be read must not shut operators out at once; nor may it keep revoked keys alive for long.</summary>
    public static readonly TimeSpan TrustedFor = TimeSpan.FromMinutes(1);

    /// <summary>How coarse the time of the last use is: one write per key and interval.</summary>
    public static readonly TimeSpan UseInterval = TimeSpan.FromMinutes(10);

    private readonly SemaphoreSlim _reading = new(1, 1);
    private readonly ConcurrentDictionary<string, DateTimeOffset> _used = new(StringComparer.Ordinal);
    private volatile Snapshot _snapshot = new([], DateTimeOffset.MinValue, DateTimeOffset.MinValue);

    public async ValueTask<StoredApiKey?> FindAsync(string presented, CancellationToken cancellationToken)
    {
        if (presented.Length is 0 or > ApiKeySecret.MaxLength)
        {
            return null;
        }

        var keys = await CurrentAsync(cancellationToken);
        var hash = ApiKeySecret.HashBytes(presented);
        StoredApiKey? found = null;
        foreach (var (expected, key) in keys)
        {
            found = CryptographicOperations.FixedTimeEquals(hash, expected) ? key : found;
        }

        var now = time.GetUtcNow();
        if (found is null || found.ExpiresAt <= now)
        {
            return null;
        }

        NoteUse(found, now);
        return found;
    }

    /// <summary>Something was changed here: the next request reads anew.</summary>
    public void Changed() => _snapshot = _snapshot with { TriedAt = DateTimeOffset.MinValue };

    public void Dispose() => _reading.Dispose();

    private async ValueTask<IReadOnlyList<(byte[] Hash, StoredApiKey Key)>> CurrentAsync(CancellationToken cancellationToken)
    {
        if (time.GetUtcNow() - _snapshot.TriedAt >= FreshFor)
        {
            await _reading.WaitAsync(cancellationToken);
            try
            {
                if (time.GetUtcNow() - _snapshot.TriedAt >= FreshFor)
                {
                    await ReadAsync(cancellationToken);
                }
            }
            finally
            {
                _reading.Release();
            }
        }

        var snapshot = _snapshot;
        return time.GetUtcNow() - snapshot.ReadAt < TrustedFor ? snapshot.Keys : [];
    }

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        // Before the read: what changes while it lasts is read again.
        var now = time.GetUtcNow();
        _snapshot = _snapshot with { TriedAt = now };
        try
        {
            var keys = await ledger.ListAsync(cancellationToken);
            var read = new Snapshot(
                [.. keys.Where(static key => key.RevokedAt is null).Select(static key => (Convert.FromHexString(key.Hash), key))], now, _snapshot.TriedAt);
            _snapshot = read;
        }
        catch (Exception fault) when (fault is StoreException or DbException)
        {
            log.KeysNotRead(fault.Message);
        }
    }

    private void NoteUse(StoredApiKey key, DateTimeOffset now)
    {
        var last = _used.GetOrAdd(key.Id, key.LastUsedAt ?? DateTimeOffset.MinValue);
        if (now - last >= UseInterval && _used.TryUpdate(key.Id, now, last))
        {
            ledger.Used(key.Id, now);
        }
    }

    private sealed record Snapshot(IReadOnlyList<(byte[] Hash, StoredApiKey Key)> Keys, DateTimeOffset ReadAt, DateTimeOffset TriedAt);
}
