using System.Text;
using Realtime.Sip.B2bua;
using Xunit;

namespace Realtime.Sip.Tests.B2bua;

public sealed class SameOfferTests
{
    private const string Offer = "v=0\r\no=- 17 3 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\nm=audio 4000 RTP/SAVP 0\r\n";

    [Theory]
    [InlineData("the same bytes", Offer, true)]
    [InlineData("only the version counted up", "v=0\r\no=- 17 104 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\nm=audio 4000 RTP/SAVP 0\r\n", true)]
    [InlineData("another session id", "v=0\r\no=- 18 3 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\nm=audio 4000 RTP/SAVP 0\r\n", false)]
    [InlineData("another port", "v=0\r\no=- 17 4 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\nm=audio 4002 RTP/SAVP 0\r\n", false)]
    [InlineData("on hold", Offer + "a=sendonly\r\n", false)]
    [InlineData("nothing", "", false)]
    [InlineData("no origin line", "v=0\r\n", false)]
    [InlineData("an origin line cut short", "v=0\r\no=- 17 3\r\ns=-\r\n", false)]
    public void A_refresh_differs_in_the_version_at_most(string what, string now, bool isSame)
    {
        Assert.True(isSame == SameOffer.Is(Encoding.UTF8.GetBytes(Offer), Encoding.UTF8.GetBytes(now)), what);
    }

    [Fact]
    public void The_origin_line_is_found_inside_a_multipart_body()
    {
        var first = "--b\r\nContent-Type: application/sdp\r\n\r\n" + Offer + "--b--\r\n";
        var second = first.Replace(" 17 3 ", " 17 4 ", StringComparison.Ordinal);

        Assert.True(SameOffer.Is(Encoding.UTF8.GetBytes(first), Encoding.UTF8.GetBytes(second)));
    }

    [Fact]
    public void No_cut_of_an_offer_is_the_offer_and_none_throws()
    {
        var whole = Encoding.UTF8.GetBytes(Offer);
        Assert.All(Enumerable.Range(0, whole.Length), length => Assert.False(SameOffer.Is(whole, whole.AsSpan(0, length))));
    }
}
