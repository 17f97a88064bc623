namespace Realtime.Sip.Transports;

/// <summary>A flow to send on, or why there is none.</summary>
public readonly record struct SipConnectResult(SipFlow? Flow, SipTransportFailure Failure)
{
    public static implicit operator SipConnectResult(SipFlow flow) => FromFlow(flow);

    public static implicit operator SipConnectResult(SipTransportFailure failure) => FromFailure(failure);

    public static SipConnectResult FromFlow(SipFlow flow) => new(flow, SipTransportFailure.None);

    public static SipConnectResult FromFailure(SipTransportFailure failure) => new(null, failure);
}
