using System.Text;
using Realtime.Sip.Messages;
using Xunit;

namespace Realtime.Sip.Tests.Messages;

/// <summary>What the parser refuses and for which reason, each as a change of one good request or response.</summary>
public sealed class SipParserRejectionTests
{
    private const string Good = "OPTIONS sip:h SIP/2.0\r\nVia: SIP/2.0/UDP h;branch=z9hG4bKx\r\nFrom: <sip:b@h>;tag=1\r\nTo: <sip:a@h>\r\n"
        + "Call-ID: c1\r\nCSeq: 7 OPTIONS\r\nMax-Forwards: 70\r\nContent-Length: 0\r\n\r\n";

    private const string GoodResponse = "SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP h;branch=z9hG4bKx\r\nFrom: <sip:b@h>;tag=1\r\nTo: <sip:a@h>;tag=2\r\n"
        + "Call-ID: c1\r\nCSeq: 7 OPTIONS\r\nContent-Length: 0\r\n\r\n";

    [Theory]
    [InlineData("OPTIONS sip:h SIP/2.0", "OPTIONS sip:h", SipRejection.NotSip, false)]
    [InlineData("OPTIONS sip:h SIP/2.0", "OPTIONS sip:h HTTP/1.1", SipRejection.NotSip, false)]
    [InlineData("OPTIONS sip:h SIP/2.0", "SIP/2.0", SipRejection.NotSip, false)]
    [InlineData("OPTIONS sip:h SIP/2.0", "", SipRejection.NotSip, false)]
    [InlineData("OPTIONS sip:h SIP/2.0", " OPTIONS sip:h SIP/2.0", SipRejection.MalformedStartLine, true)]
    [InlineData("OPTIONS sip:h SIP/2.0", "OPT@IONS sip:h SIP/2.0", SipRejection.MalformedStartLine, true)]
    [InlineData("OPTIONS sip:h SIP/2.0", "OPTIONS SIP/2.0", SipRejection.MalformedStartLine, true)]
    [InlineData("OPTIONS sip:h SIP/2.0", "OPTIONS  SIP/2.0", SipRejection.MalformedRequestUri, true)]
    [InlineData("OPTIONS sip:h SIP/2.0", "OPTIONS\tsip:h SIP/2.0", SipRejection.MalformedStartLine, true)]
    [InlineData("OPTIONS sip:h SIP/2.0", "OPTIONS h SIP/2.0", SipRejection.MalformedRequestUri, true)]
    [InlineData("OPTIONS sip:h SIP/2.0", "OPTIONS sip:h SIP/2.1", SipRejection.VersionNotSupported, true)]
    [InlineData("OPTIONS sip:h SIP/2.0", "OPTIONS sip:h SIP/20.0", SipRejection.VersionNotSupported, true)]
    [InlineData("OPTIONS sip:h SIP/2.0", "options sip:h SIP/2.0", SipRejection.CSeqMethodMismatch, true)]
    [InlineData("OPTIONS sip:h SIP/2.0", "OPTIONS sip:h sip/2.0", SipRejection.None, false)]
    [InlineData("Via: SIP/2.0/UDP h;branch=z9hG4bKx\r\n", "", SipRejection.MissingVia, false)]
    [InlineData("Via: SIP/2.0/UDP h;branch=z9hG4bKx\r\n", "Via: \r\n", SipRejection.MalformedVia, false)]
    [InlineData("Via: SIP/2.0/UDP h;branch=z9hG4bKx\r\n", "Via: SIP/2.0/UDP\r\nVia: SIP/2.0/UDP h\r\n", SipRejection.MalformedVia, false)]
    [InlineData("From: <sip:b@h>;tag=1\r\n", "", SipRejection.MissingFrom, false)]
    [InlineData("From: <sip:b@h>;tag=1\r\n", "From: b\r\n", SipRejection.MalformedFrom, false)]
    [InlineData("To: <sip:a@h>\r\n", "", SipRejection.MissingTo, false)]
    [InlineData("To: <sip:a@h>\r\n", "To: <sip:a@h\r\n", SipRejection.MalformedTo, false)]
    [InlineData("Call-ID: c1\r\n", "", SipRejection.MissingCallId, false)]
    [InlineData("Call-ID: c1\r\n", "Call-ID: \r\n", SipRejection.MalformedCallId, false)]
    [InlineData("Call-ID: c1\r\n", "Call-ID: c 1\r\n", SipRejection.MalformedCallId, false)]
    [InlineData("Call-ID: c1\r\n", "Call-ID: ç1\r\n", SipRejection.MalformedCallId, false)]
    [InlineData("Call-ID: c1\r\n", "Call-ID: a==@1.2.3.4:5060\r\n", SipRejection.None, false)]
    [InlineData("CSeq: 7 OPTIONS\r\n", "", SipRejection.MissingCSeq, false)]
    [InlineData("CSeq: 7 OPTIONS\r\n", "CSeq: OPTIONS\r\n", SipRejection.MalformedCSeq, false)]
    [InlineData("CSeq: 7 OPTIONS\r\n", "CSeq: 7 INVITE\r\n", SipRejection.CSeqMethodMismatch, true)]
    [InlineData("Max-Forwards: 70\r\n", "", SipRejection.None, false)]
    [InlineData("Max-Forwards: 70\r\n", "Max-Forwards: 255\r\n", SipRejection.None, false)]
    [InlineData("Max-Forwards: 70\r\n", "Max-Forwards: 256\r\n", SipRejection.MalformedMaxForwards, true)]
    [InlineData("Max-Forwards: 70\r\n", "Max-Forwards: -1\r\n", SipRejection.MalformedMaxForwards, true)]
    [InlineData("Max-Forwards: 70\r\n", "Max-Forwards: 1\r\nmax-forwards: 1\r\n", SipRejection.RepeatedHeader, true)]
    [InlineData("Max-Forwards: 70\r\n", "t: <sip:a@h>\r\n", SipRejection.RepeatedHeader, true)]
    [InlineData("Max-Forwards: 70\r\n", "Refer-To: <sip:a@h>\r\nr: <sip:b@h>\r\n", SipRejection.RepeatedHeader, true)]
    [InlineData("Max-Forwards: 70\r\n", "l: 0\r\n", SipRejection.RepeatedHeader, true)]
    [InlineData("Max-Forwards: 70\r\n", "Subject: a\r\nSubject: b\r\n", SipRejection.None, false)]
    [InlineData("Max-Forwards: 70\r\n", "Contact: *\r\n", SipRejection.None, false)]
    [InlineData("Max-Forwards: 70\r\n", "Contact: <sip:a@h>, \"b, c\" <sip:b@h>;q=1\r\n", SipRejection.None, false)]
    [InlineData("Max-Forwards: 70\r\n", "Contact: <sip:a@h>, nonsense\r\n", SipRejection.MalformedContact, true)]
    [InlineData("Max-Forwards: 70\r\n", "Contact: \r\n", SipRejection.MalformedContact, true)]
    [InlineData("Max-Forwards: 70\r\n", "Route: <sip:a@h>,,<sip:b@h>\r\n", SipRejection.MalformedRoute, true)]
    [InlineData("Max-Forwards: 70\r\n", "Record-Route: <sip:>\r\n", SipRejection.MalformedRoute, true)]
    [InlineData("Max-Forwards: 70\r\n", "no colon\r\n", SipRejection.MalformedHeaderLine, true)]
    [InlineData("Max-Forwards: 70\r\n", ": no name\r\n", SipRejection.MalformedHeaderLine, true)]
    [InlineData("Max-Forwards: 70\r\n", "X y: z\r\n", SipRejection.MalformedHeaderLine, true)]
    [InlineData("Max-Forwards: 70\r\n", "X: a\rb\r\n", SipRejection.MalformedHeaderLine, true)]
    [InlineData("Max-Forwards: 70\r\n", "X: a\nY: b\r\n", SipRejection.MalformedHeaderLine, true)]
    [InlineData("Max-Forwards: 70\r\n", "X: a\0b\r\n", SipRejection.MalformedHeaderLine, true)]
    [InlineData("Max-Forwards: 70\r\n", "X: \"a\\\0b\"\r\n", SipRejection.None, false)]
    [InlineData("Content-Length: 0\r\n", "", SipRejection.None, false)]
    [InlineData("Content-Length: 0\r\n", "Content-Length: \r\n", SipRejection.MalformedContentLength, true)]
    [InlineData("Content-Length: 0\r\n", "Content-Length: 0x0\r\n", SipRejection.MalformedContentLength, true)]
    [InlineData("Content-Length: 0\r\n", "Content-Length: 4294967296\r\n", SipRejection.MalformedContentLength, true)]
    [InlineData("Content-Length: 0\r\n", "Content-Length: 1\r\n", SipRejection.BodyTruncated, true)]
    public void A_changed_request_meets_its_fate(string part, string by, SipRejection expected, bool answerable)
    {
        var result = SipParser.Parse(Encoding.UTF8.GetBytes(Good.Replace(part, by, StringComparison.Ordinal)));

        Assert.Equal(expected, result.Rejection);
        Assert.Equal(expected == SipRejection.None, result.IsOk);
        Assert.Equal(answerable, result.Answerable is not null);
    }

    [Theory]
    [InlineData("SIP/2.0 200 OK", "SIP/2.0 200", SipRejection.None)]
    [InlineData("SIP/2.0 200 OK", "sip/2.0 699 x", SipRejection.None)]
    [InlineData("SIP/2.0 200 OK", "SIP/2.0 099 x", SipRejection.StatusCodeOutOfRange)]
    [InlineData("SIP/2.0 200 OK", "SIP/2.0 700 x", SipRejection.StatusCodeOutOfRange)]
    [InlineData("SIP/2.0 200 OK", "SIP/2.0 20 x", SipRejection.StatusCodeOutOfRange)]
    [InlineData("SIP/2.0 200 OK", "SIP/2.0 2000 x", SipRejection.StatusCodeOutOfRange)]
    [InlineData("SIP/2.0 200 OK", "SIP/2.0 200OK", SipRejection.StatusCodeOutOfRange)]
    [InlineData("SIP/2.0 200 OK", "SIP/2.0  200 OK", SipRejection.StatusCodeOutOfRange)]
    [InlineData("SIP/2.0 200 OK", "SIP/2.0 ", SipRejection.StatusCodeOutOfRange)]
    [InlineData("SIP/2.0 200 OK", "SIP/3.0 200 OK", SipRejection.VersionNotSupported)]
    [InlineData("SIP/2.0 200 OK", "SIP/2 200 OK", SipRejection.NotSip)]
    [InlineData("Call-ID: c1\r\n", "", SipRejection.MissingCallId)]
    [InlineData("Call-ID: c1\r\n", "Call-ID: c1\r\nContact: broken\r\nRecord-Route: broken\r\n", SipRejection.None)]
    public void A_changed_response_meets_its_fate(string part, string by, SipRejection expected)
    {
        var result = SipParser.Parse(Encoding.UTF8.GetBytes(GoodResponse.Replace(part, by, StringComparison.Ordinal)));

        Assert.Equal(expected, result.Rejection);
        Assert.Null(result.Answerable);
    }

    [Fact]
    public void A_broken_contact_of_a_response_is_no_contact()
    {
        var response = Samples.Response(GoodResponse.Replace("CSeq", "Contact: broken\r\nCSeq", StringComparison.Ordinal));

        Assert.Null(response.Contact);
    }

    [Fact]
    public void A_refused_ack_is_never_answered() =>
        Assert.Null(Samples.Parse(Good.Replace("OPTIONS", "ACK", StringComparison.Ordinal).Replace("Max-Forwards: 70", "Max-Forwards: x", StringComparison.Ordinal)).Answerable);

    [Fact]
    public void A_refused_request_shows_what_an_answer_needs()
    {
        var request = Samples.Parse(Good.Replace("sip:h SIP", "nonsense SIP", StringComparison.Ordinal)).Answerable!;

        Assert.Equal((SipMethod.Options, "c1", "1", "z9hG4bKx"), (request.Method, request.CallId, request.From.Tag, request.TopVia.Branch));
    }

    [Fact]
    public void Empty_lines_before_a_message_are_ignored()
    {
        Assert.True(SipParser.Parse(Encoding.ASCII.GetBytes("\r\n\r\n\r\n" + Good)).IsOk);
        Assert.Equal(SipRejection.HeadersIncomplete, SipParser.Parse("\r\n\r\n"u8.ToArray()).Rejection);
        Assert.Equal(SipRejection.HeadersIncomplete, SipParser.Parse(default).Rejection);
    }

    [Fact]
    public void Every_limit_is_exact()
    {
        var limits = new SipParserLimits { MaxHeaders = 7, MaxVias = 2, MaxMessageBytes = Good.Length, MaxUriBytes = 7, MaxHeaderLineBytes = 35 };

        Assert.Equal(SipRejection.None, Parse(Good, limits));
        Assert.Equal(SipRejection.MessageTooLarge, Parse(Good + "x", limits));
        var wide = limits with { MaxMessageBytes = 5000 };
        Assert.Equal(SipRejection.TooManyHeaders, Parse(Good.Replace("Max", "X: y\r\nMax", StringComparison.Ordinal), wide));
        Assert.Equal(SipRejection.None, Parse(Good.Replace("Max", "X: y\r\nMax", StringComparison.Ordinal), wide with { MaxHeaders = 8 }));
        Assert.Equal(SipRejection.None, Parse(Good.Replace("UDP h", "UDP h,SIP/2.0/UDP h", StringComparison.Ordinal), wide with { MaxHeaderLineBytes = 100 }));
        Assert.Equal(SipRejection.TooManyVias, Parse(Good.Replace("UDP h", "UDP h,SIP/2.0/UDP h,SIP/2.0/UDP h", StringComparison.Ordinal), wide with { MaxHeaderLineBytes = 100 }));
        Assert.Equal(SipRejection.RequestUriTooLong, Parse(Good.Replace("OPTIONS sip:h", "OPTIONS sip:host", StringComparison.Ordinal), wide));
        Assert.Equal(SipRejection.MalformedTo, Parse(Good.Replace("<sip:a@h>", "<sip:a@host>", StringComparison.Ordinal), wide));
        Assert.Equal(SipRejection.HeaderTooLong, Parse(Good.Replace("z9hG4bKx", "z9hG4bKxyz", StringComparison.Ordinal), wide));
        Assert.Equal(SipRejection.HeaderTooLong, Parse(Good.Replace("z9hG4bKx", "z9hG4bKx;\r\n y", StringComparison.Ordinal), wide));
        Assert.Equal(SipRejection.HeaderTooLong, Parse(Good.Replace("OPTIONS", "OPTIONS" + new string('x', 30), StringComparison.Ordinal), wide));
    }

    [Fact]
    public void A_name_may_have_255_letters()
    {
        Assert.Equal(SipRejection.None, Parse(Good.Replace("Max-Forwards", new string('n', 255), StringComparison.Ordinal), SipParserLimits.Default));
        Assert.Equal(SipRejection.MalformedHeaderLine, Parse(Good.Replace("Max-Forwards", new string('n', 256), StringComparison.Ordinal), SipParserLimits.Default));
    }

    [Fact]
    public void A_message_may_lie_anywhere_in_an_array()
    {
        var message = Encoding.ASCII.GetBytes(Good);
        foreach (var offset in new[] { 1, 65_400, 70_000 })
        {
            var array = new byte[offset + message.Length + 10];
            message.CopyTo(array, offset);

            Assert.Equal(message, SipParser.Parse(array.AsMemory(offset, message.Length)).Message!.ToBytes());
        }
    }

    [Fact]
    public void A_header_section_of_more_than_64_kib_is_refused_even_if_the_limit_allows_it()
    {
        var limits = new SipParserLimits { MaxMessageBytes = 1_000_000, MaxHeaderLineBytes = 1_000_000 };

        Assert.Equal(SipRejection.MessageTooLarge, Parse(Good.Replace("70", new string('7', 65_536), StringComparison.Ordinal), limits));
        Assert.Equal(SipRejection.None, Parse(Good.Replace("Length: 0\r\n\r\n", "Length: 100000\r\n\r\n" + new string('x', 100_000), StringComparison.Ordinal), limits));
    }

    private static SipRejection Parse(string text, SipParserLimits limits) => SipParser.Parse(Encoding.ASCII.GetBytes(text), limits).Rejection;
}
