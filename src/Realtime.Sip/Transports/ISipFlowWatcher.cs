namespace Realtime.Sip.Transports;

/// <summary>Something that lives on a connection: a transaction, a dialog.</summary>
public interface ISipFlowWatcher
{
    /// <summary>The connection is gone. Called once, without locks, from the thread that noticed.</summary>
    void OnFlowLost(SipFlow flow, SipTransportFailure reason);
}
