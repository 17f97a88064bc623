namespace Realtime.SipGateway.Calls;

/// <summary>Where a call comes from. Everything behind <see cref="Call"/> works the same for each.</summary>
public enum CallSourceKind
{
    /// <summary>The trunk's INVITE came to our SIP edge; both SIP legs are ours.</summary>
    Sip,

    /// <summary>The trunk points at the vendor; we learn of the call by webhook and control it by REST.</summary>
    Webhook,

    /// <summary>A browser's WebRTC call.</summary>
    WebRtc,

    /// <summary>A session that we carry ourselves over the Realtime WebSocket.</summary>
    WebSocket,
}
