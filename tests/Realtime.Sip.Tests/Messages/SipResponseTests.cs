using Realtime.Sip.Messages;
using Xunit;

namespace Realtime.Sip.Tests.Messages;

public sealed class SipResponseTests
{
    private const string Request = """
        INVITE sip:a@h SIP/2.0
        Via: SIP/2.0/UDP p1;branch=z9hG4bK1, SIP/2.0/UDP p2;branch=z9hG4bK2
        Via: SIP/2.0/UDP ua;branch=z9hG4bK3
        Record-Route: <sip:p1;lr>
        Record-Route: <sip:p2;lr>
        Timestamp: 54
        From: "B \"x\"" <sip:b@h>;tag=1
        To: "A" <sip:a@h>
        Call-ID: c1
        CSeq: 9 INVITE
        Contact: <sip:b@ua>
        Content-Length: 0


        """;

    private const string Common = "Via: SIP/2.0/UDP p1;branch=z9hG4bK1, SIP/2.0/UDP p2;branch=z9hG4bK2\nVia: SIP/2.0/UDP ua;branch=z9hG4bK3\n";
    private const string Routes = "Record-Route: <sip:p1;lr>\nRecord-Route: <sip:p2;lr>\n";
    private const string Rest = "Call-ID: c1\nCSeq: 9 INVITE\n";
    private const string From = "From: \"B \\\"x\\\"\" <sip:b@h>;tag=1\n";

    [Theory]
    [InlineData(100, "SIP/2.0 100 Trying\n" + Common + From + "To: \"A\" <sip:a@h>\n" + Rest + "Timestamp: 54\n")]
    [InlineData(180, "SIP/2.0 180 Ringing\n" + Common + Routes + From + "To: \"A\" <sip:a@h>;tag=t\n" + Rest)]
    [InlineData(200, "SIP/2.0 200 OK\n" + Common + Routes + From + "To: \"A\" <sip:a@h>;tag=t\n" + Rest)]
    [InlineData(302, "SIP/2.0 302 Moved Temporarily\n" + Common + From + "To: \"A\" <sip:a@h>;tag=t\n" + Rest)]
    [InlineData(486, "SIP/2.0 486 Busy Here\n" + Common + From + "To: \"A\" <sip:a@h>;tag=t\n" + Rest)]
    public void A_response_copies_what_rfc_3261_says(int status, string expected)
    {
        var response = SipResponse.CreateFor(Samples.Request(Request), status, toTag: "t");

        Assert.Equal((expected + "Content-Length: 0\n\n").ReplaceLineEndings("\r\n"), response.ToString());
    }

    [Fact]
    public void A_tag_of_the_request_is_never_replaced()
    {
        var request = Samples.Request(Request.Replace("<sip:a@h>\n", "<sip:a@h>;tag=old\n", StringComparison.Ordinal));

        Assert.Equal("old", SipResponse.CreateFor(request, 200, toTag: "new").To.Tag);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("a;x=y")]
    [InlineData("a\r\nX: y")]
    public void A_tag_is_a_token(string tag) =>
        Assert.Throws<ArgumentException>(() => SipResponse.CreateFor(Samples.Request(Request), 200, toTag: tag));

    [Fact]
    public void A_tag_has_a_longest_length()
    {
        Assert.Equal(new string('t', 123), SipResponse.CreateFor(Samples.Request(Request), 200, toTag: new string('t', 123)).To.Tag);
        Assert.Throws<ArgumentException>(() => SipResponse.CreateFor(Samples.Request(Request), 200, toTag: new string('t', 124)));
    }

    [Fact]
    public void Without_a_tag_the_to_header_stays_as_it_was() =>
        Assert.Null(SipResponse.CreateFor(Samples.Request(Request), 200).To.Tag);

    [Theory]
    [InlineData("OPTIONS", false)]
    [InlineData("BYE", false)]
    [InlineData("SUBSCRIBE", true)]
    [InlineData("REFER", true)]
    [InlineData("NOTIFY", true)]
    public void Record_route_goes_into_responses_that_make_a_dialog(string method, bool expected)
    {
        var request = Samples.Request(Request.Replace("INVITE", method, StringComparison.Ordinal));

        Assert.Equal(expected, SipResponse.CreateFor(request, 200).Headers.Contains(SipHeaderId.RecordRoute));
    }

    [Theory]
    [InlineData(99)]
    [InlineData(700)]
    [InlineData(-1)]
    public void A_status_is_within_100_and_699(int status) => Assert.Throws<ArgumentOutOfRangeException>(() => new SipResponse(status));

    [Theory]
    [InlineData("No\r\nX: y")]
    [InlineData("No\n")]
    [InlineData("No\0")]
    public void A_phrase_cannot_bring_a_line(string phrase) => Assert.Throws<ArgumentException>(() => new SipResponse(400, phrase));

    [Theory]
    [InlineData(183, "Session Progress")]
    [InlineData(150, "Session Progress")]
    [InlineData(299, "OK")]
    [InlineData(488, "Not Acceptable Here")]
    [InlineData(499, "Bad Request")]
    [InlineData(699, "Busy Everywhere")]
    public void An_unknown_status_has_the_phrase_of_its_class(int status, string expected) => Assert.Equal(expected, new SipResponse(status).ReasonPhrase);

    [Fact]
    public void A_phrase_may_be_any_text()
    {
        var response = new SipResponse(603, "Nicht jetzt, größer = später");

        Assert.StartsWith("SIP/2.0 603 Nicht jetzt, größer = später\r\n", response.ToString(), StringComparison.Ordinal);
        Assert.Equal(response.WireLength, response.ToBytes().Length);
    }
}
