using System.Collections.Concurrent;
using Realtime.SipGateway.Calls;

namespace Realtime.SipGateway.Tests.Sideband.Tools;

/// <summary>A tool ledger that only remembers.</summary>
internal sealed class MemoryToolLedger : IToolLedger
{
    private readonly ConcurrentDictionary<(CallId, string), ToolLedgerEntry> _entries = new();

    /// <summary>Thrown instead of an answer.</summary>
    public Exception? Fault { get; set; }

    public IReadOnlyDictionary<(CallId, string), ToolLedgerEntry> Entries => _entries;

    public ValueTask<ToolLedgerEntry?> BeginAsync(CallId call, string functionCallId, string tool, bool mayRepeat, CancellationToken cancellationToken)
    {
        if (Fault is not null)
        {
            throw Fault;
        }

        var entry = new ToolLedgerEntry(tool, DateTimeOffset.UnixEpoch, null, null);
        return ValueTask.FromResult(_entries.TryAdd((call, functionCallId), entry) ? null : _entries[(call, functionCallId)]);
    }

    public void Complete(CallId call, string functionCallId, string output, bool succeeded) =>
        _entries[(call, functionCallId)] = _entries[(call, functionCallId)] with { Output = output, Succeeded = succeeded };
}
