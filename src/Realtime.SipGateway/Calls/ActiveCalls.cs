using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Options;
using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Calls.Load;

namespace Realtime.SipGateway.Calls;

/// <summary>The calls that live now, in a bounded table.</summary>
public sealed class ActiveCalls(CallJournal journal, IEnumerable<ICallObserver> observers, IOptions<CallsOptions> options, TimeProvider time)
{
    private readonly ConcurrentDictionary<CallId, Call> _calls = new();
    private readonly ICallObserver[] _observers = [.. observers];
    private readonly TaskCompletionSource _empty = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly LoadTable _load = new(time);
    private volatile bool _isStopping;
    private int _taken;

    public int Count => _calls.Count;

    /// <summary>No new call is taken any more: the gateway stops.</summary>
    public bool IsStopping => _isStopping;

    /// <summary>Completes when the last call has ended after <see cref="StopTaking"/>.</summary>
    public Task WhenEmpty => _empty.Task;

    /// <summary>From now on no call is taken in.</summary>
    public void StopTaking()
    {
        _isStopping = true;
        TellWhenEmpty();
    }

    /// <summary>Takes a new call in; null when the table is full (<see cref="CallsOptions.MaxActiveCalls"/>) or the gateway stops.</summary>
    public Call? TryAdd(CallFacts facts, ICallControl control)
    {
        // Counted before it is added: two that arrive together cannot both have the last place.
        if (Interlocked.Increment(ref _taken) > options.Value.MaxActiveCalls || _isStopping)
        {
            Interlocked.Decrement(ref _taken);
            return null;
        }

        var id = CallId.New(time);
        var known = facts with { Id = id, At = facts.At ?? time.GetUtcNow(), Load = facts.Load ?? _load.Enter(id, facts.Trunk, facts.Caller) };
        var call = new Call(id, known, control, journal, OnChanged) { AgentChanged = OnAgentChanged };
        _calls[call.Id] = call;
        return call;
    }

    /// <summary>Goes on with a call that another process handed over; also above the limit: it lives already.</summary>
    public async Task<Call> TakeOverAsync(CallSnapshot snapshot, ICallControl control, CancellationToken cancellationToken)
    {
        var record = await journal.RebuildAsync(snapshot, cancellationToken);
        Interlocked.Increment(ref _taken);
        var call = new Call(snapshot, record, control, journal, OnChanged) { AgentChanged = OnAgentChanged };
        _calls[call.Id] = call;
        _load.Resume(call.Id, snapshot.Facts.Trunk, snapshot.State == CallState.Accepted ? snapshot.Agent ?? snapshot.Decision.Agent : null);
        return call;
    }

    public bool TryGet(CallId id, [NotNullWhen(true)] out Call? call) => _calls.TryGetValue(id, out call);

    /// <summary>The call that the vendor knows by this id.</summary>
    public Call? Find(RealtimeCallId id) => _calls.Values.FirstOrDefault(call => call.Progress.RealtimeCallId == id);

    /// <summary>A snapshot; newest first.</summary>
    public IReadOnlyList<Call> List() => [.. _calls.Values.OrderByDescending(call => call.StartedAt)];

    /// <summary>How busy the gateway is now, as a call over that trunk from that caller would find it.</summary>
    public CallLoad LoadFor(string? trunk, string caller) => _load.Look(trunk, caller);

    private void OnChanged(Call call, CallState state)
    {
        _load.Apply(call.Id, state, call.Decision?.Agent);
        if (call.Progress.IsOver && _calls.TryRemove(call.Id, out _))
        {
            Interlocked.Decrement(ref _taken);
        }

        Tell(call, observer => observer.OnChanged(call, state));
        if (call.Progress.IsOver)
        {
            TellWhenEmpty();
        }
    }

    private void OnAgentChanged(Call call, string? agent)
    {
        _load.Switch(call.Id, agent);
        if (agent is not null)
        {
            Tell(call, observer => observer.OnAgentSwitched(call));
        }
    }

    private void Tell(Call call, Action<ICallObserver> tell)
    {
        foreach (var observer in _observers)
        {
#pragma warning disable CA1031 // One feature's fault must not keep the others from being told; the call notes it.
            try
            {
                tell(observer);
            }
            catch (Exception fault)
            {
                call.Record(new CallFault("observer", $"{observer.GetType().Name}: {fault.Message}"));
            }
#pragma warning restore CA1031
        }
    }

    private void TellWhenEmpty()
    {
        if (_isStopping && _calls.IsEmpty)
        {
            _empty.TrySetResult();
        }
    }
}
