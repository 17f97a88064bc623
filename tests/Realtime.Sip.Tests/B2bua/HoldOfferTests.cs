using System.Text;
using Realtime.Sip.B2bua;
using Xunit;

namespace Realtime.Sip.Tests.B2bua;

public sealed class HoldOfferTests
{
    private const string Offer = "v=0\r\no=- 17 1 IN IP4 198.51.100.7\r\ns=-\r\nc=IN IP4 198.51.100.7\r\nt=0 0\r\nm=audio 4000 RTP/SAVP 0\r\na=sendrecv\r\n";

    [Theory]
    [InlineData("a=sendrecv", "a=sendonly", true)]
    [InlineData("a=sendrecv", "a=inactive", true)]
    [InlineData("a=sendrecv\r\n", "", true)]
    [InlineData("- 17 1", "- 17 9", true)]
    [InlineData("c=IN IP4 198.51.100.7", "c=IN IP4 0.0.0.0", true)]
    [InlineData("c=IN IP4 198.51.100.7", "c=IN IP4 198.51.100.8", false)]
    [InlineData("m=audio 4000", "m=audio 4002", false)]
    [InlineData("SAVP 0", "SAVP 0 8", false)]
    [InlineData("- 17 1", "- 18 1", false)]
    [InlineData("a=sendrecv", "a=ptime:20", false)]
    [InlineData("m=audio 4000", "m=audio 0", false)]
    public void Only_directions_zeros_and_the_version_may_differ(string before, string after, bool isHold)
    {
        var now = Offer.Replace(before, after, StringComparison.Ordinal);

        Assert.Equal(isHold, HoldOffer.Is(Encoding.ASCII.GetBytes(Offer), Encoding.ASCII.GetBytes(now)));
        Assert.Equal(isHold, HoldOffer.Is(Encoding.ASCII.GetBytes(now), Encoding.ASCII.GetBytes(Offer)) && !now.Contains("audio 0 ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("a=sendonly", "a=recvonly")]
    [InlineData("a=recvonly", "a=sendonly")]
    [InlineData("a=inactive", "a=inactive")]
    [InlineData("a=sendrecv", "a=sendrecv")]
    public void The_answer_has_the_direction_that_fits(string offered, string answered)
    {
        const string Answer = "v=0\r\no=- 5 1 IN IP4 203.0.113.9\r\ns=OAI\r\nc=IN IP4 203.0.113.9\r\nt=0 0\r\nm=audio 6000 RTP/SAVP 0\r\na=sendrecv\r\na=rtcp-mux\r\n";

        var answer = HoldOffer.Answer(Encoding.ASCII.GetBytes(Offer.Replace("a=sendrecv", offered, StringComparison.Ordinal)), Encoding.ASCII.GetBytes(Answer));

        Assert.Equal(Answer.Replace("a=sendrecv\r\n", "", StringComparison.Ordinal) + answered + "\r\n", Encoding.ASCII.GetString(answer!));
    }

    [Theory]
    [InlineData("")]
    [InlineData("not a session")]
    [InlineData("v=0\r\no=- 5 1 IN IP4 203.0.113.9\r\ns=-\r\nt=0 0\r\nm=audio 1 RTP/AVP 0\r\nm=video 2 RTP/AVP 31\r\n")]
    public void What_has_not_one_audio_line_is_answered_otherwise(string answer) =>
        Assert.Null(HoldOffer.Answer(Encoding.ASCII.GetBytes(Offer), Encoding.ASCII.GetBytes(answer)));
}
