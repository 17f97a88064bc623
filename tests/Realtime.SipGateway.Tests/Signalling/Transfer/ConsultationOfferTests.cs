using System.Text;
using Realtime.Sip.Dialogs;
using Realtime.Sip.Sdp;
using Realtime.SipGateway.Signalling.Transfer;
using Realtime.SipGateway.Tests.Scenarios;
using Xunit;

namespace Realtime.SipGateway.Tests.Signalling.Transfer;

public sealed class ConsultationOfferTests
{
    [Fact]
    public void It_is_on_hold_with_the_callers_codecs_and_with_a_session_and_key_of_its_own()
    {
        var offer = ConsultationOffer.From(SipBody.Sdp(TrunkCaller.SrtpOffer));

        Assert.True(SessionDescription.TryParse(offer.Bytes, out var description));
        Assert.Equal(SdpDirection.Inactive, description.Audio!.Direction);
        Assert.True(description.Audio.HasCodec("PCMU"));
        Assert.True(description.Audio.HasSuite(SessionDescription.UsualSuite));
        Assert.NotEqual("42", description.Origin.SessionId);
        var text = Encoding.ASCII.GetString(offer.Bytes.Span);
        Assert.DoesNotContain("a=sendrecv", text, StringComparison.Ordinal);
        var key = text.Split("inline:")[1].Split("\r\n")[0];
        Assert.NotEqual("WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz", key);
        Assert.Equal(30, Convert.FromBase64String(key).Length);
    }

    [Fact]
    public void Each_media_line_is_on_hold_and_key_parameters_stay()
    {
        const string callers = "v=0\r\no=a 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 4000 RTP/SAVP 0\r\na=sendonly\r\n"
            + "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz|2^20|1:4\r\nm=video 0 RTP/AVP 31\r\n";

        var text = Encoding.ASCII.GetString(ConsultationOffer.From(SipBody.Sdp(callers)).Bytes.Span);

        Assert.Equal(2, text.Split("a=inactive\r\n").Length - 1);
        Assert.Contains("|2^20|1:4\r\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_description_there_is_none() => Assert.True(ConsultationOffer.From(SipBody.Sdp("nonsense")).IsEmpty);
}
