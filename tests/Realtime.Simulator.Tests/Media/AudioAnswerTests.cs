using System.Net;
using Realtime.Simulator.Media;

namespace Realtime.Simulator.Tests.Media;

public sealed class AudioAnswerTests
{
    private const string Key = "a=crypto:7 AES_CM_128_HMAC_SHA1_80 inline:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    private static readonly IPEndPoint Local = new(IPAddress.Loopback, 4444);

    [Fact]
    public void An_srtp_offer_gets_its_profile_its_key_tag_and_one_codec()
    {
        var answer = AudioAnswer.TryMake(Offer("RTP/SAVP 8 0 101", Key, "a=rtpmap:101 telephone-event/8000"), plainWorks: false)!;
        var sdp = answer.Write(Local);

        Assert.Contains("m=audio 4444 RTP/SAVP 0 101\r\n", sdp, StringComparison.Ordinal);
        Assert.Contains("s=OAI\r\n", sdp, StringComparison.Ordinal);
        Assert.Contains("a=crypto:7 AES_CM_128_HMAC_SHA1_80 inline:", sdp, StringComparison.Ordinal);
        Assert.Contains("a=fmtp:101 0-16\r\n", sdp, StringComparison.Ordinal);
        Assert.True(answer.Path is { Sends: true, Hears: true, Security: MediaSecurity.Srtp });
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Plain_rtp_is_answered_and_works_only_when_told(bool works)
    {
        var answer = AudioAnswer.TryMake(Offer("RTP/AVP 8"), works)!;
        Assert.Contains("m=audio 4444 RTP/AVP 8\r\n", answer.Write(Local), StringComparison.Ordinal);
        Assert.Equal((works, works), (answer.Path.Sends, answer.Path.Hears));
    }

    [Fact]
    public void Dtls_is_answered_as_plain_rtp_and_never_works()
    {
        var answer = AudioAnswer.TryMake(Offer("UDP/TLS/RTP/SAVP 0", "a=fingerprint:sha-256 00:11"), plainWorks: true)!;
        Assert.Contains(" RTP/AVP 0\r\n", answer.Write(Local), StringComparison.Ordinal);
        Assert.False(answer.Path.Sends || answer.Path.Hears);
    }

    [Fact]
    public void Other_media_lines_are_refused_in_their_place()
    {
        var sdp = AudioAnswer.TryMake(
            "v=0\r\nc=IN IP4 1.2.3.4\r\nm=video 5 RTP/AVP 96\r\nm=audio 6 RTP/AVP 0\r\nm=image 7 udptl t38\r\n", plainWorks: true)!.Write(Local);

        Assert.Equal(
            ["m=video 0 RTP/AVP 96", "m=audio 4444 RTP/AVP 0", "m=image 0 udptl t38"],
            sdp.Split("\r\n").Where(line => line.StartsWith("m=", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("RTP/AVP 18")]
    [InlineData("RTP/SAVP 0")]
    [InlineData("RTP/AVP")]
    public void An_offer_that_cannot_be_answered_is_refused(string media) => Assert.Null(AudioAnswer.TryMake(Offer(media), plainWorks: true));

    private static string Offer(string media, params string[] attributes) =>
        string.Join("\r\n", ["v=0", "o=- 1 1 IN IP4 1.2.3.4", "s=-", "c=IN IP4 1.2.3.4", "t=0 0", "m=audio 5 " + media, .. attributes, ""]);
}
