using System.Text;
using Realtime.Sip.Messages;
using Xunit;

namespace Realtime.Sip.Tests.Messages;

/// <summary>Whole messages as real peers send them, and the shortest way to read one.</summary>
internal static class Samples
{
    public const string Invite = """
        INVITE sip:+15550100@gateway.example.com:5060;transport=udp SIP/2.0
        Via: SIP/2.0/UDP 203.0.113.7:5060;rport;branch=z9hG4bKr7a1c9Xp
        Max-Forwards: 68
        Record-Route: <sip:203.0.113.7;lr;ftag=gK0c8a3f21>
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
        X-Carrier-Account: 77-4471
        User-Agent: Carrier SBC 9.2
        Content-Type: application/sdp
        Content-Disposition: session; handling=required
        Content-Length: *

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

        """;

    public const string Ok = """
        SIP/2.0 200 OK
        Via: SIP/2.0/TLS gateway.example.com:5061;branch=z9hG4bK81fae2;rport=49152;received=198.51.100.4
        From: <sip:+15550199@gateway.example.com>;tag=7a1
        To: <sip:proj_abc@sip.api.openai.com>;tag=4fb1
        Call-ID: c1d9@gateway.example.com
        CSeq: 1 INVITE
        Contact: <sip:OAI@sip.api.openai.com:5061>
        Content-Length: *

        v=0
        o=- 1 1 IN IP4 52.247.124.219
        s=OAI
        c=IN IP4 52.247.124.219
        t=0 0
        m=audio 43955 RTP/AVP 0 101

        """;

    /// <summary>Turns a source text into wire bytes: every line end becomes CRLF, and <c>Content-Length: *</c> the right one.</summary>
    public static byte[] Bytes(string text)
    {
        var wire = text.ReplaceLineEndings("\r\n");
        var body = wire.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4;
        var length = body < 4 ? 0 : Encoding.UTF8.GetByteCount(wire[body..]);
        return Encoding.UTF8.GetBytes(wire.Replace("Content-Length: *", $"Content-Length: {length}", StringComparison.Ordinal));
    }

    public static SipParseResult Parse(string text) => SipParser.Parse(Bytes(text));

    public static SipRequest Request(string text) => Assert.IsType<SipRequest>(Parse(text).Message);

    public static SipResponse Response(string text) => Assert.IsType<SipResponse>(Parse(text).Message);
}
