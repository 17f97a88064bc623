namespace Realtime.SipGateway.Calls;

/// <summary>Calls on their way from a process that stops to the next one of the same store.</summary>
public interface IHandoverLedger
{
    /// <summary>Commits the calls, and the policy documents that they were decided by, by version. Returns only when durable.</summary>
    ValueTask SaveAsync(
        IReadOnlyList<CallSnapshot> calls, IReadOnlyDictionary<string, ReadOnlyMemory<byte>> policies, CancellationToken cancellationToken);

    /// <summary>The documents of <see cref="SaveAsync"/>, by version.</summary>
    ValueTask<IReadOnlyDictionary<string, ReadOnlyMemory<byte>>> PoliciesAsync(CancellationToken cancellationToken);

    /// <summary>The calls of this kind that nobody took up yet.</summary>
    ValueTask<IReadOnlyList<CallSnapshot>> CallsAsync(CallSourceKind source, CancellationToken cancellationToken);

    /// <summary>The call lives in this process from now on: its snapshot is erased.</summary>
    ValueTask TakenAsync(CallId call, CancellationToken cancellationToken);
}
