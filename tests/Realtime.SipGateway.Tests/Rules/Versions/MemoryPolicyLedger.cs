using Realtime.SipGateway.Calls;

namespace Realtime.SipGateway.Tests.Rules.Versions;

/// <summary>A ledger that two nodes may share, and that can fail.</summary>
internal sealed class MemoryPolicyLedger : IPolicyLedger
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<int, (PolicyVersion Version, byte[] Text)> _versions = [];
    private PolicyDraft? _draft;

    public bool Fails { get; set; }

    /// <summary>Runs once before the next version is appended, as another node's publication would.</summary>
    public Action? BeforeAppend { get; set; }

    public ValueTask<PolicyVersion?> LatestAsync(PolicySource? source, CancellationToken cancellationToken) =>
        Read(() => _versions.Values.Select(row => row.Version).LastOrDefault(version => source is null || version.Source == source));

    public ValueTask<IReadOnlyList<PolicyVersion>> ListAsync(int count, int? before, CancellationToken cancellationToken) => Read<IReadOnlyList<PolicyVersion>>(() =>
        [.. _versions.Values.Select(row => row.Version).Where(version => before is null || version.Number < before).Reverse().Take(count)]);

    public ValueTask<PolicyVersion?> FindAsync(int number, CancellationToken cancellationToken) =>
        Read(() => _versions.TryGetValue(number, out var row) ? row.Version : null);

    public ValueTask<ReadOnlyMemory<byte>?> TextAsync(int number, CancellationToken cancellationToken) =>
        Read<ReadOnlyMemory<byte>?>(() => _versions.TryGetValue(number, out var row) ? row.Text : default(ReadOnlyMemory<byte>?));

    public ValueTask<bool> TryAppendAsync(PolicyVersion version, ReadOnlyMemory<byte> text, int keep, CancellationToken cancellationToken)
    {
        var before = BeforeAppend;
        BeforeAppend = null;
        before?.Invoke();
        return Read(() => _versions.TryAdd(version.Number, (version, text.ToArray())));
    }

    public ValueTask<PolicyDraft?> DraftAsync(CancellationToken cancellationToken) => Read(() => _draft);

    public ValueTask<bool> TrySaveDraftAsync(PolicyDraft draft, string? expected, CancellationToken cancellationToken) => Read(() =>
    {
        var fits = _draft?.Hash == expected;
        _draft = fits ? draft : _draft;
        return fits;
    });

    public ValueTask<bool> TryDropDraftAsync(string expected, CancellationToken cancellationToken) => Read(() =>
    {
        var fits = _draft?.Hash == expected;
        _draft = fits ? null : _draft;
        return fits;
    });

    private ValueTask<T> Read<T>(Func<T> read)
    {
        if (Fails)
        {
            throw new IOException("the disk is gone");
        }

        lock (_gate)
        {
            return ValueTask.FromResult(read());
        }
    }
}
