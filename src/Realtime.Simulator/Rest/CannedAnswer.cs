namespace Realtime.Simulator.Rest;

/// <summary>The SDP answer of WebRTC calls, shaped as a live one: no media stands behind it.</summary>
internal static class CannedAnswer
{
    public static string Text { get; } = string.Join("\r\n",
        "v=0",
        "o=- 391087511162331193 1784736004 IN IP4 0.0.0.0",
        "s=-",
        "t=0 0",
        "a=msid-semantic:WMS *",
        "a=fingerprint:sha-256 " + string.Join(':', Enumerable.Repeat("5A", 32)),
        "a=ice-lite",
        "a=group:BUNDLE 0 1",
        "m=audio 9 UDP/TLS/RTP/SAVPF 96 0 8",
        "c=IN IP4 0.0.0.0",
        "a=setup:active",
        "a=mid:0",
        "a=ice-ufrag:simulator",
        "a=ice-pwd:simulator-without-media-plane",
        "a=rtcp-mux",
        "a=rtcp-rsize",
        "a=rtpmap:96 opus/48000/2",
        "a=fmtp:96 minptime=10;useinbandfec=1",
        "a=rtpmap:0 PCMU/8000",
        "a=rtpmap:8 PCMA/8000",
        "a=ssrc:3735928559 cname:realtimeapi",
        "a=sendrecv",
        "a=candidate:1 1 udp 2130706431 192.0.2.1 3478 typ host ufrag simulator",
        "m=application 9 UDP/DTLS/SCTP webrtc-datachannel",
        "c=IN IP4 0.0.0.0",
        "a=setup:active",
        "a=mid:1",
        "a=sctp-port:5000",
        "a=max-message-size:1073741823",
        string.Empty);
}
