using System.Collections.Concurrent;
using Realtime.SipGateway.Calls;

namespace Realtime.Benchmarks.Sidebands;

/// <summary>The tool ledger without a disk: each function call is known once, for as long as the process lives.</summary>
internal sealed class ForgetfulLedger : IToolLedger
{
    private readonly ConcurrentDictionary<string, bool> _known = new(StringComparer.Ordinal);

    public ValueTask<ToolLedgerEntry?> BeginAsync(CallId call, string functionCallId, string tool, bool mayRepeat, CancellationToken cancellationToken)
    {
        if (!_known.TryAdd(functionCallId, true))
        {
            throw new InvalidOperationException($"The load named {functionCallId} twice.");
        }

        return ValueTask.FromResult<ToolLedgerEntry?>(null);
    }

    public void Complete(CallId call, string functionCallId, string output, bool succeeded) => _known.TryRemove(functionCallId, out _);
}
