namespace Realtime.SipGateway.Calls;

/// <summary>A feature that follows calls: how Webhooks, Signalling and Sideband meet without knowing each other.</summary>
public interface ICallObserver
{
    /// <summary>Called after each change of state, in order and one at a time per call, on a thread that caused one: it must not block.</summary>
    void OnChanged(Call call, CallState state);

    /// <summary>Called after another agent took the call over (<see cref="Call.Agent"/>): it must not block.</summary>
    void OnAgentSwitched(Call call)
    {
    }
}
