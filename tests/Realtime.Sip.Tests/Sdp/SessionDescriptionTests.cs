using System.Text;
using Realtime.Sip.Sdp;
using Xunit;

namespace Realtime.Sip.Tests.Sdp;

public sealed class SessionDescriptionTests
{
    private const string Offer = """
        v=0
        o=Sonus_UAC 112233 445566 IN IP4 203.0.113.7
        s=SIP Media Capabilities
        c=IN IP4 203.0.113.20
        t=0 0
        m=audio 24680 RTP/SAVP 0 8 96 101
        a=rtpmap:96 opus/48000/2
        a=rtpmap:101 telephone-event/8000
        a=fmtp:101 0-15
        a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz|2^20
        a=crypto:2 AES_CM_128_HMAC_SHA1_32 inline:NzB4d1BINUAvLEw6UzF3WSJ+PSdFcGdUJShpX1Zj
        a=sendrecv

        """;

    [Fact]
    public void An_offer_shows_its_audio_line()
    {
        var audio = Parse(Offer).Audio!;

        Assert.Equal((24680, "RTP/SAVP", SdpDirection.SendReceive), (audio.Port, audio.Protocol, audio.Direction));
        Assert.True(audio.IsSecureProfile);
        Assert.Equal(["PCMU", "PCMA", "opus", "telephone-event"], audio.Codecs.Select(codec => codec.Name));
        Assert.Equal(new SdpCodec(96, "opus", 48000, 2), audio.Codecs[2]);
        Assert.Equal(new SdpConnection("IN", "IP4", "203.0.113.20"), audio.Connection);
        Assert.True(audio.HasCodec("OPUS"));
        Assert.True(audio.HasSuite(SessionDescription.UsualSuite));
        Assert.False(audio.HasFingerprint);
    }

    [Fact]
    public void Keys_are_neither_held_nor_printed()
    {
        var offer = Parse(Offer);

        Assert.Equal([new SdpCrypto(1, "AES_CM_128_HMAC_SHA1_80"), new SdpCrypto(2, "AES_CM_128_HMAC_SHA1_32")], offer.Audio!.Crypto);
        Assert.DoesNotContain("WVNf", offer + string.Concat(offer.Media) + string.Concat(offer.Audio.Crypto), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a=sendonly", SdpDirection.SendOnly)]
    [InlineData("a=recvonly", SdpDirection.ReceiveOnly)]
    [InlineData("a=inactive", SdpDirection.Inactive)]
    [InlineData("a=sendrecv", SdpDirection.SendReceive)]
    [InlineData("a=other", SdpDirection.SendReceive)]
    public void A_direction_of_the_session_holds_for_media_that_says_nothing(string line, SdpDirection expected)
    {
        var sdp = Parse($"v=0\no=- 1 1 IN IP4 192.0.2.1\ns=-\n{line}\nm=audio 4000 RTP/AVP 0\nm=audio 4002 RTP/AVP 0\na=sendonly\n");

        Assert.Equal([expected, SdpDirection.SendOnly], sdp.Media.Select(media => media.Direction));
    }

    [Fact]
    public void A_connection_of_the_media_goes_before_that_of_the_session()
    {
        var sdp = Parse("v=0\no=- 1 1 IN IP4 192.0.2.1\ns=-\nc=IN IP4 192.0.2.2\nm=audio 4000 RTP/AVP 0\nc=IN IP6 2001:db8::9\nm=video 0 RTP/AVP 31\n");

        Assert.Equal(["2001:db8::9", "192.0.2.2"], sdp.Media.Select(media => media.Connection!.Address));
    }

    [Fact]
    public void Every_address_that_media_could_go_to_is_listed()
    {
        var sdp = Parse("""
            v=0
            o=- 1 1 IN IP4 192.0.2.1
            s=-
            c=IN IP4 224.2.1.1/127/3
            t=0 0
            m=audio 4000 RTP/AVP 0
            c=IN IP4 10.0.0.1
            c=IN IP4 10.0.0.2
            a=rtcp:53020 IN IP4 126.16.64.4
            a=candidate:1 1 UDP 2130706431 169.254.169.254 8998 typ host
            m=video 4002 RTP/AVP 31
            c=IN IP4 10.0.0.1

            """);

        Assert.Equal(["224.2.1.1", "10.0.0.1", "10.0.0.2", "126.16.64.4", "169.254.169.254"], sdp.Addresses);
    }

    [Fact]
    public void A_fingerprint_of_the_session_or_the_media_is_seen()
    {
        const string start = "v=0\no=- 1 1 IN IP4 192.0.2.1\ns=-\n";
        const string attributes = "a=fingerprint:sha-256 AB:CD\na=setup:actpass\n";
        const string media = "m=audio 4000 UDP/TLS/RTP/SAVPF 111\n";

        foreach (var text in new[] { start + attributes + media, start + media + attributes })
        {
            var audio = Parse(text).Audio!;
            Assert.True(audio.HasFingerprint);
            Assert.Equal("actpass", audio.Setup);
            Assert.True(audio.IsSecureProfile);
        }
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("m=audio 4000 RTP/AVP 0\n", true)]
    [InlineData("m=audio 4000 RTP/AVP 0\nm=video 4002 RTP/AVP 31\n", true)]
    [InlineData("m=audio 0 RTP/AVP 0\n", false)]
    [InlineData("m=audio 0 RTP/AVP 0\nm=audio 4000 RTP/SAVP 0\n", true)]
    [InlineData("m=audio 4000 RTP/AVP 0\nm=audio 4002 RTP/SAVP 0\n", false)]
    public void The_audio_line_is_the_only_one_that_is_not_refused(string media, bool expected) =>
        Assert.Equal(expected, Parse("v=0\no=- 1 1 IN IP4 192.0.2.1\ns=-\n" + media).Audio is not null);

    [Fact]
    public void Another_origin_changes_that_line_only()
    {
        var offer = Parse(Offer);

        var changed = Encoding.UTF8.GetString(offer.WithOrigin(new SdpOrigin("gw", "1", "2", "IN", "IP4", "198.51.100.1")));

        Assert.Equal(
            Wire(Offer).Replace("o=Sonus_UAC 112233 445566 IN IP4 203.0.113.7", "o=gw 1 2 IN IP4 198.51.100.1", StringComparison.Ordinal), changed);
    }

    [Fact]
    public void The_same_origin_changes_no_byte()
    {
        var offer = Parse(Offer);

        Assert.Equal(offer.Bytes.ToArray(), offer.WithOrigin(offer.Origin));
    }

    [Theory]
    [InlineData("a b")]
    [InlineData("a\r\nm=audio 1 RTP/AVP 0")]
    [InlineData("a\nb")]
    [InlineData("")]
    public void An_origin_cannot_bring_a_line(string userName) =>
        Assert.Throws<ArgumentException>(() => Parse(Offer).WithOrigin(new SdpOrigin(userName, "1", "2", "IN", "IP4", "198.51.100.1")));

    [Theory]
    [InlineData("7", "8")]
    [InlineData("18446744073709551615", "18446744073709551616")]
    [InlineData("not-a-number", "1")]
    [InlineData("340282366920938463463374607431768211455", "1")]
    public void The_next_version_of_an_origin_is_one_more(string version, string expected) =>
        Assert.Equal(expected, new SdpOrigin("-", "1", version, "IN", "IP4", "192.0.2.1").Next().Version);

    [Theory]
    [InlineData("")]
    [InlineData("v=1\no=- 1 1 IN IP4 192.0.2.1\n")]
    [InlineData("o=- 1 1 IN IP4 192.0.2.1\nv=0\n")]
    [InlineData("v=0\ns=-\n")]
    [InlineData("v=0\no=- 1 1 IN IP4\n")]
    [InlineData("v=0\no=- 1 1 IN IP4 192.0.2.1\no=- 1 1 IN IP4 192.0.2.1\n")]
    [InlineData("v=0\no=- 1 1 IN IP4 192.0.2.1\nc=IN\n")]
    [InlineData("v=0\no=- 1 1 IN IP4 192.0.2.1\nm=audio\n")]
    [InlineData("v=0\no=- 1 1 IN IP4 192.0.2.1\nm=audio 70000 RTP/AVP 0\n")]
    [InlineData("v=0\no=- 1 1 IN IP4 192.0.2.1\nm=audio -1 RTP/AVP 0\n")]
    [InlineData("v=0\no=- 1 1 IN IP4 192.0.2.1\nm=audio 4000/1/1 RTP/AVP 0\n")]
    [InlineData("v=0\no=- 1 1 IN IP4 192.0.2.1\nno equals\n")]
    [InlineData("v=0\no=- 1 1 IN IP4 192.0.2.1\ns=a\0b\n")]
    [InlineData("v=0\no=- 1 1 IN IP4 192.0.2.1\ns=a\rb\n")]
    [InlineData("{\"v\":0}")]
    public void What_is_no_description_is_refused(string text) =>
        Assert.False(SessionDescription.TryParse(Encoding.UTF8.GetBytes(text), out _));

    [Fact]
    public void Too_many_lines_or_media_are_refused()
    {
        const string start = "v=0\no=- 1 1 IN IP4 192.0.2.1\n";

        Assert.True(IsParsed(start + Repeat("a=x\n", SessionDescription.MaxLines - 2)));
        Assert.False(IsParsed(start + Repeat("a=x\n", SessionDescription.MaxLines - 1)));
        Assert.False(IsParsed(start + Repeat("\n", SessionDescription.MaxLines)));
        Assert.True(IsParsed(start + Repeat("m=audio 1 RTP/AVP 0\n", SessionDescription.MaxMedia)));
        Assert.False(IsParsed(start + Repeat("m=audio 1 RTP/AVP 0\n", SessionDescription.MaxMedia + 1)));
        Assert.False(IsParsed(start + "s=" + new string('x', SessionDescription.MaxBytes)));
    }

    private static bool IsParsed(string text) => SessionDescription.TryParse(Encoding.UTF8.GetBytes(text), out _);

    private static string Repeat(string line, int times) => string.Concat(Enumerable.Repeat(line, times));

    private static string Wire(string text) => text.ReplaceLineEndings("\r\n");

    private static SessionDescription Parse(string text) =>
        SessionDescription.TryParse(Encoding.UTF8.GetBytes(Wire(text)), out var sdp) ? sdp : throw new FormatException(text);
}
