using System.Text;

namespace Realtime.Benchmarks;

/// <summary>Messages as a carrier's session border controller and the service send them.</summary>
internal static class CarrierMessages
{
    /// <summary>About 1.4 KB: 21 header lines and a session description with SDES keys.</summary>
    public static byte[] Invite { get; } = Wire(
        """
        INVITE sip:+15550100@gateway.example.com:5060;transport=udp SIP/2.0
        Via: SIP/2.0/UDP 203.0.113.7:5060;rport;branch=z9hG4bKr7a1c9Xp0d5e2f
        Record-Route: <sip:203.0.113.7;lr;ftag=gK0c8a3f21>
        Max-Forwards: 68
        From: "Alice Example" <sip:+15550199@carrier.example.net;user=phone>;tag=gK0c8a3f21
        To: <sip:+15550100@gateway.example.com;user=phone>
        Call-ID: 402918273_118822334@203.0.113.7
        CSeq: 621530 INVITE
        Contact: <sip:+15550199@203.0.113.7:5060;transport=udp>
        Allow: INVITE, ACK, CANCEL, BYE, OPTIONS, PRACK, UPDATE, REFER, NOTIFY
        Supported: timer, 100rel, replaces
        Session-Expires: 1800;refresher=uac
        Min-SE: 90
        P-Asserted-Identity: "Alice Example" <sip:+15550199@carrier.example.net;user=phone>
        Privacy: none
        P-Charging-Vector: icid-value=4f0b8b7e-77aa-4f5c-9d1b-2b6f0d1c9e55
        X-Carrier-Account: 77-4471
        User-Agent: Carrier SBC 9.2
        Content-Disposition: session; handling=required
        Content-Type: application/sdp
        """,
        """
        v=0
        o=Sonus_UAC 112233 445566 IN IP4 203.0.113.7
        s=SIP Media Capabilities
        c=IN IP4 203.0.113.20
        t=0 0
        m=audio 24680 RTP/SAVP 0 8 101
        a=rtpmap:0 PCMU/8000
        a=rtpmap:8 PCMA/8000
        a=rtpmap:101 telephone-event/8000
        a=fmtp:101 0-15
        a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz
        a=sendrecv
        a=maxptime:20

        """);

    public static byte[] Ok { get; } = Wire(
        """
        SIP/2.0 200 OK
        Via: SIP/2.0/TLS gateway.example.com:5061;branch=z9hG4bK81fae2;rport=49152;received=198.51.100.4
        From: <sip:+15550199@gateway.example.com>;tag=7a1
        To: <sip:proj_abc@sip.api.openai.com>;tag=4fb1
        Call-ID: c1d9f00d@gateway.example.com
        CSeq: 1 INVITE
        Contact: <sip:OAI@sip.api.openai.com:5061>
        """,
        """
        v=0
        o=- 1 1 IN IP4 52.247.124.219
        s=OAI
        c=IN IP4 52.247.124.219
        t=0 0
        m=audio 43955 RTP/SAVP 0 101
        a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:NzB4d1BINUAvLEw6UzF3WSJ+PSdFcGdUJShpX1Zj

        """);

    private static byte[] Wire(string head, string body)
    {
        var content = body.ReplaceLineEndings("\r\n");
        return Encoding.UTF8.GetBytes($"{head.ReplaceLineEndings("\r\n")}\r\nContent-Length: {Encoding.UTF8.GetByteCount(content)}\r\n\r\n{content}");
    }
}
