using Realtime.SipGateway.Calls;

namespace Realtime.SipGateway.Tests.Calls;

/// <summary>Handed over calls in memory.</summary>
internal sealed class MemoryHandoverLedger : IHandoverLedger
{
    private readonly Lock _gate = new();
    private readonly List<CallSnapshot> _waiting = [];

    public IReadOnlyList<CallSnapshot> Waiting
    {
        get
        {
            lock (_gate)
            {
                return [.. _waiting];
            }
        }
    }

    public ValueTask SaveAsync(
        IReadOnlyList<CallSnapshot> calls, IReadOnlyDictionary<string, ReadOnlyMemory<byte>> policies, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _waiting.AddRange(calls);
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask<IReadOnlyDictionary<string, ReadOnlyMemory<byte>>> PoliciesAsync(CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyDictionary<string, ReadOnlyMemory<byte>>>(new Dictionary<string, ReadOnlyMemory<byte>>());

    public ValueTask<IReadOnlyList<CallSnapshot>> CallsAsync(CallSourceKind source, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<CallSnapshot>>([.. Waiting.Where(call => call.Facts.Source == source)]);

    public ValueTask TakenAsync(CallId call, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _waiting.RemoveAll(waiting => waiting.Id == call);
        }

        return ValueTask.CompletedTask;
    }
}
