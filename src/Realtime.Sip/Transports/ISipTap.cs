namespace Realtime.Sip.Transports;

/// <summary>Sees every message that comes in or goes out, as it is on the wire: for a capture. Without one nothing is spent.</summary>
public interface ISipTap
{
    /// <summary>Called on the thread that receives or sends; it must neither block nor throw, and copies what it keeps.</summary>
    void OnMessage(SipFlow flow, bool isOutgoing, ReadOnlySpan<byte> message);
}
