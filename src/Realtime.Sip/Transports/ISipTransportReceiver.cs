namespace Realtime.Sip.Transports;

/// <summary>Takes what a <see cref="SipTransport"/> receives.</summary>
public interface ISipTransportReceiver
{
    /// <summary>
    /// A whole datagram, or one message cut out of a stream; the memory belongs to the receiver. Messages of one flow come one
    /// after the other. Must not block and must not throw.
    /// </summary>
    void OnMessage(ReadOnlyMemory<byte> message, SipFlow flow);

    /// <summary>The network says that a datagram did not arrive; <paramref name="quote"/> is its beginning. Holds no locks.</summary>
    void OnUnreachable(ReadOnlyMemory<byte> quote, SipFlow flow);

    /// <summary>A connection is gone; its watchers have been told.</summary>
    void OnFlowLost(SipFlow flow, SipTransportFailure reason);
}
