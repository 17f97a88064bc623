using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;

namespace Realtime.SipGateway.Tests.Calls;

/// <summary>A call as its events tell it: its dialogs, and what another process would need of it.</summary>
internal sealed class RebuiltCall(CallId call)
{
    private readonly CallSnapshotProjection _snapshot = new(call);

    public DeadCallProjection Dead { get; } = new(call);

    public void Apply(CallEvent happened)
    {
        Dead.Apply(happened);
        _snapshot.Apply(happened);
    }

    public CallSnapshot? ToSnapshot() => _snapshot.ToSnapshot();
}
