using System.Data.Common;
using Realtime.SipGateway.Store;

namespace Realtime.SipGateway.Api;

/// <summary>
/// A short list of the store that every request needs, read again when it is asked for and some seconds old: what any node changed is
/// known everywhere soon after, and here at once (<see cref="Changed"/>).
/// </summary>
/// <param name="read">Reads it.</param>
/// <param name="time">The clock.</param>
/// <param name="failed">Told why it could not be read.</param>
internal sealed class StoredList<T>(Func<CancellationToken, ValueTask<IReadOnlyList<T>>> read, TimeProvider time, Action<string> failed) : IDisposable
{
    /// <summary>How long a change by another node may take to be known here.</summary>
    public static readonly TimeSpan FreshFor = TimeSpan.FromSeconds(2);

    /// <summary>A store that cannot be read must not shut operators out at once; nor may it keep what was revoked alive for long.</summary>
    public static readonly TimeSpan TrustedFor = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim _reading = new(1, 1);
    private volatile Snapshot _snapshot = new([], DateTimeOffset.MinValue, DateTimeOffset.MinValue);

    /// <summary>Something was changed here: the next request reads anew.</summary>
    public void Changed() => _snapshot = _snapshot with { TriedAt = DateTimeOffset.MinValue };

    /// <summary>The list; empty when the store could not be read for a minute.</summary>
    public async ValueTask<IReadOnlyList<T>> GetAsync(CancellationToken cancellationToken) => await FindAsync(cancellationToken) ?? [];

    /// <summary>The list; null when the store could not be read for a minute: nobody knows.</summary>
    public async ValueTask<IReadOnlyList<T>?> FindAsync(CancellationToken cancellationToken)
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
        return time.GetUtcNow() - snapshot.ReadAt < TrustedFor ? snapshot.Items : null;
    }

    public void Dispose() => _reading.Dispose();

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        // Before the read: what changes while it lasts is read again.
        var now = time.GetUtcNow();
        _snapshot = _snapshot with { TriedAt = now };
        try
        {
            var items = await read(cancellationToken);
            _snapshot = new Snapshot(items, now, _snapshot.TriedAt);
        }
        catch (Exception fault) when (fault is StoreException or DbException)
        {
            failed(fault.Message);
        }
    }

    private sealed record Snapshot(IReadOnlyList<T> Items, DateTimeOffset ReadAt, DateTimeOffset TriedAt);
}
