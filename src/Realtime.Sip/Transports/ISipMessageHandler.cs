using Realtime.Sip.Messages;

namespace Realtime.Sip.Transports;

/// <summary>Takes the messages that the transport layer has read and found valid. Must not block.</summary>
public interface ISipMessageHandler
{
    /// <summary>A request; its top Via says already where it really came from (RFC 3261 18.2.1, RFC 3581).</summary>
    void OnRequest(SipRequest request, SipFlow flow);

    void OnResponse(SipResponse response, SipFlow flow);

    /// <summary>The network says that a request of ours did not arrive (RFC 3261 18.4).</summary>
    void OnUnreachable(SipMethod method, string branch, SipFlow flow);
}
