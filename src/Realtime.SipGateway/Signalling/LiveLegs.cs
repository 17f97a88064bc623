using System.Collections.Concurrent;
using Realtime.SipGateway.Calls;

namespace Realtime.SipGateway.Signalling;

/// <summary>The calls whose SIP legs are ours, by id: how the vendor's webhook, seen by <see cref="Call"/>, reaches the legs that wait for it.</summary>
internal sealed class LiveLegs : ICallObserver
{
    private readonly ConcurrentDictionary<CallId, CallLegs> _calls = new();

    public IReadOnlyList<CallLegs> All => [.. _calls.Values];

    public CallLegs? Find(CallId id) => _calls.GetValueOrDefault(id);

    public void Add(CallId id, CallLegs call) => _calls[id] = call;

    public void Remove(CallId id) => _calls.TryRemove(id, out _);

    void ICallObserver.OnChanged(Call call, CallState state)
    {
        if (state is CallState.Announced or CallState.Accepted && _calls.TryGetValue(call.Id, out var legs))
        {
            legs.OnProgress();
        }
    }
}
