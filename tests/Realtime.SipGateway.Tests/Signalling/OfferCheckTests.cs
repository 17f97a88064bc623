using System.Text;
using Realtime.Sip.Messages;
using Realtime.Sip.Transports;
using Realtime.SipGateway.Signalling;
using Xunit;

namespace Realtime.SipGateway.Tests.Signalling;

public sealed class OfferCheckTests
{
    private const string Key = "inline:WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz";
    private const string Crypto = $"a=crypto:1 AES_CM_128_HMAC_SHA1_80 {Key}\r\n";

    [Fact]
    public void Sdes_srtp_over_tls_is_what_we_want() =>
        Assert.Equal(new OfferVerdict("srtp"), Check(new TrunkOptions(), Offer("RTP/SAVP", Crypto), SipTransportKind.Tls));

    [Fact]
    public void Plain_rtp_is_refused_where_srtp_is_required() =>
        Assert.Equal((305, "rtp"), Refusal(new TrunkOptions(), Offer("RTP/AVP", "")));

    [Fact]
    public void Plain_rtp_passes_where_the_trunk_allows_it() =>
        Assert.Equal(new OfferVerdict("rtp"), Check(AllowRtp(), Offer("RTP/AVP", "")));

    [Fact]
    public void Dtls_is_refused_where_srtp_is_required() =>
        Assert.Equal((305, "dtls"), Refusal(new TrunkOptions(), Offer("UDP/TLS/RTP/SAVPF", "a=fingerprint:sha-256 AA:BB\r\na=setup:actpass\r\n")));

    [Fact]
    public void Another_suite_is_not_srtp_that_the_service_takes() =>
        Assert.True(Check(new TrunkOptions(), Offer("RTP/SAVP", $"a=crypto:1 AES_256_CM_HMAC_SHA1_80 {Key}\r\n"), SipTransportKind.Tls).IsRefused);

    [Theory]
    [InlineData(SipTransportKind.Udp)]
    [InlineData(SipTransportKind.Tcp)]
    public void Keys_in_clear_are_refused_unless_the_trunk_allows_them(SipTransportKind transport)
    {
        Assert.Equal(399, Check(new TrunkOptions(), Offer("RTP/SAVP", Crypto), transport).WarningCode);
        Assert.False(Check(new TrunkOptions { AllowKeysInClear = true }, Offer("RTP/SAVP", Crypto), transport).IsRefused);
    }

    [Fact]
    public void The_key_stands_in_no_reason() =>
        Assert.DoesNotContain("inline", Check(new TrunkOptions(), Offer("RTP/SAVP", Crypto), SipTransportKind.Udp).Why, StringComparison.Ordinal);

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("10.1.2.3")]
    [InlineData("192.168.0.1")]
    [InlineData("169.254.169.254")]
    [InlineData("224.0.0.5")]
    [InlineData("media.example.com")]
    public void Media_aimed_at_private_addresses_or_names_is_refused(string address) =>
        Assert.True(Check(AllowRtp(), Offer("RTP/AVP", "", address)).IsRefused);

    [Theory]
    [InlineData("0.0.0.0", true)]
    [InlineData("10.1.2.3", false)]
    public void Only_a_call_that_is_up_may_be_held_by_zeros(string address, bool isAllowed)
    {
        var invite = new SipRequest(SipMethod.Invite, SipUri.Parse("sip:+15550100@gateway")) { Body = Encoding.ASCII.GetBytes(Offer("RTP/AVP", "", address)) };
        invite.Headers.Add(SipHeaderId.ContentType, "application/sdp");

        Assert.Equal(isAllowed, !OfferCheck.Check(new Trunk("carrier", AllowRtp()), SipTransportKind.Udp, invite, mayHold: true).IsRefused);
    }

    [Fact]
    public void Media_networks_of_the_trunk_are_the_only_ones()
    {
        var options = AllowRtp();
        options.MediaNetworks.Add("10.0.0.0/8");

        Assert.False(Check(options, Offer("RTP/AVP", "", "10.1.2.3")).IsRefused);
        Assert.True(Check(options, Offer("RTP/AVP", "", "203.0.113.7")).IsRefused);
    }

    [Fact]
    public void A_media_line_cannot_hide_another_address() =>
        Assert.True(Check(AllowRtp(), Offer("RTP/AVP", "c=IN IP4 10.0.0.1\r\n")).IsRefused);

    [Fact]
    public void Other_codecs_are_refused() =>
        Assert.Equal(305, Check(AllowRtp(), Offer("RTP/AVP", "").Replace("PCMU", "G722", StringComparison.Ordinal).Replace(" 0\r\n", " 97\r\n", StringComparison.Ordinal).Replace(":0 ", ":97 ", StringComparison.Ordinal)).WarningCode);

    [Fact]
    public void Two_audio_lines_are_refused() =>
        Assert.Equal(304, Check(AllowRtp(), Offer("RTP/AVP", "") + "m=audio 40002 RTP/AVP 0\r\n").WarningCode);

    [Theory]
    [InlineData("")]
    [InlineData("not sdp")]
    public void Nothing_or_rubbish_is_refused(string body) => Assert.True(Check(AllowRtp(), body).IsRefused);

    private static TrunkOptions AllowRtp() => new() { MediaPolicy = MediaPolicies.AllowRtp };

    private static (int?, string) Refusal(TrunkOptions options, string body)
    {
        var verdict = Check(options, body, SipTransportKind.Tls);
        return (verdict.WarningCode, verdict.MediaSecurity);
    }

    private static OfferVerdict Check(TrunkOptions options, string body, SipTransportKind transport = SipTransportKind.Udp)
    {
        var invite = new SipRequest(SipMethod.Invite, SipUri.Parse("sip:+15550100@gateway")) { Body = Encoding.ASCII.GetBytes(body) };
        invite.Headers.Add(SipHeaderId.ContentType, "application/sdp");
        return OfferCheck.Check(new Trunk("carrier", options), transport, invite);
    }

    private static string Offer(string protocol, string extra, string address = "203.0.113.7") =>
        $"v=0\r\no=- 1 1 IN IP4 {address}\r\ns=-\r\nc=IN IP4 {address}\r\nt=0 0\r\nm=audio 40000 {protocol} 0\r\na=rtpmap:0 PCMU/8000\r\n{extra}";
}
