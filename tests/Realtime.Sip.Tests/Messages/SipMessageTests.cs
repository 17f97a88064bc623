using System.Buffers;
using System.Text;
using Realtime.Sip.Messages;
using Xunit;

namespace Realtime.Sip.Tests.Messages;

public sealed class SipMessageTests
{
    [Fact]
    public void A_request_is_built_and_written()
    {
        var request = NewRequest();
        request.Headers.Add("X-Gateway-Call", "42");
        request.Body = "v=0\r\n"u8.ToArray();

        Assert.Equal(
            "BYE sip:a@h;lr SIP/2.0\r\nVia: SIP/2.0/UDP h;branch=z9hG4bKx\r\nFrom: <sip:b@h>;tag=1\r\nTo: <sip:a@h>\r\n"
            + "Call-ID: c1\r\nCSeq: 7 BYE\r\nX-Gateway-Call: 42\r\nContent-Length: 5\r\n\r\nv=0\r\n",
            request.ToString());
    }

    [Fact]
    public void The_writer_and_the_array_and_the_announced_length_agree()
    {
        var request = NewRequest();
        var writer = new ArrayBufferWriter<byte>();

        request.WriteTo(writer);

        Assert.Equal(request.ToBytes(), writer.WrittenSpan);
        Assert.Equal(request.WireLength, writer.WrittenCount);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(9)]
    [InlineData(10)]
    [InlineData(99)]
    [InlineData(100)]
    [InlineData(12345)]
    public void Content_length_is_always_right_whatever_the_header_said(int length)
    {
        var request = NewRequest();
        request.Headers.AddFirst(SipHeaderId.ContentLength, "77");
        request.Headers.Add(SipHeaderId.ContentLength, "78");
        request.Body = new byte[length];

        var text = request.ToString();

        Assert.Equal(["BYE sip:a@h;lr SIP/2.0", $"Content-Length: {length}"], text.Split("\r\n")[..2]);
        Assert.Equal(2, text.Split("Content-Length").Length);
        Assert.Equal(text.Length, request.WireLength);
        Assert.True(Samples.Parse(text).IsOk);
    }

    [Fact]
    public void Compact_and_folded_headers_are_written_long_and_on_one_line()
    {
        var request = Samples.Request("OPTIONS sip:h SIP/2.0\nv: SIP/2.0/UDP h;branch=z9hG4bKx\nf: <sip:b@h>;tag=1\nt: <sip:a@h>\ni: c1\nCSeq: 7\n  OPTIONS\ns: one\n two\n\tthree\nl: 0\n\n");

        Assert.Equal(
            "OPTIONS sip:h SIP/2.0\r\nVia: SIP/2.0/UDP h;branch=z9hG4bKx\r\nFrom: <sip:b@h>;tag=1\r\nTo: <sip:a@h>\r\nCall-ID: c1\r\nCSeq: 7 OPTIONS\r\n"
            + "Subject: one two three\r\nContent-Length: 0\r\n\r\n",
            request.ToString());
    }

    [Fact]
    public void Typed_values_follow_every_change_of_the_headers()
    {
        var request = NewRequest();
        Assert.Equal(("1", null, "c1", 7u), (request.From.Tag, request.To.Tag, request.CallId, request.CSeq.Number));

        request.Headers.Set(SipHeaderId.From, "<sip:b@h>;tag=2");
        request.To = request.To.WithTag("3");
        request.CallId = "c2";
        request.CSeq = new CSeq(8, SipMethod.Bye);
        request.Contact = NameAddress.Parse("<sip:me@h>");

        Assert.Equal(("2", "3", "c2", 8u), (request.From.Tag, request.To.Tag, request.CallId, request.CSeq.Number));
        Assert.Equal("me", request.Contact!.Uri.User);
        request.Contact = null;
        Assert.Null(request.Contact);
        Assert.False(request.Headers.Contains(SipHeaderId.Contact));
    }

    [Fact]
    public void Setting_the_top_via_leaves_the_others_of_its_line_and_the_next_lines()
    {
        var request = NewRequest();
        request.Headers.Set(SipHeaderId.Via, "SIP/2.0/UDP a;branch=1 , SIP/2.0/UDP b;branch=2");
        request.Headers.Add(SipHeaderId.Via, "SIP/2.0/UDP c;branch=3");

        request.TopVia = request.TopVia.WithSource("192.0.2.1", 9);

        Assert.Equal(
            ["SIP/2.0/UDP a;branch=1;received=192.0.2.1", "SIP/2.0/UDP b;branch=2", "SIP/2.0/UDP c;branch=3"],
            request.Headers.EnumerateValues(SipHeaderId.Via).ToStrings());
        Assert.Equal("192.0.2.1", request.TopVia.Received);
    }

    [Fact]
    public void A_message_being_built_has_no_mandatory_headers_yet()
    {
        var request = new SipRequest(SipMethod.Options, SipUri.Parse("sip:h"));

        Assert.Throws<InvalidOperationException>(() => request.TopVia);
        Assert.Throws<InvalidOperationException>(() => request.From);
        Assert.Throws<InvalidOperationException>(() => request.To);
        Assert.Throws<InvalidOperationException>(() => request.CallId);
        Assert.Throws<InvalidOperationException>(() => request.CSeq);
        Assert.Null(request.Contact);
    }

    [Fact]
    public void Headers_of_a_uri_never_reach_the_request_line()
    {
        var request = new SipRequest(SipMethod.Invite, SipUri.Parse("sip:a@h;lr?Route=%3Csip:evil%3E"));
        Assert.Equal("sip:a@h;lr", request.RequestUri.ToString());

        request.RequestUri = SipUri.Parse("sip:b@h?X=y");
        Assert.StartsWith("INVITE sip:b@h SIP/2.0\r\n", request.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("application/sdp", "v=0", "application/sdp", "v=0")]
    [InlineData("Application/SDP ; charset=x", "v=0", "application/sdp", "v=0")]
    [InlineData("text/plain", "v=0", "application/sdp", null)]
    [InlineData(null, "v=0\r\no=", "application/sdp", "v=0\r\no=")]
    [InlineData(null, "v=0\r\no=", "text/plain", null)]
    [InlineData(null, "hello", "application/sdp", null)]
    [InlineData("application/sdp", "", "application/sdp", null)]
    [InlineData("multipart/mixed;boundary=b", "--b\r\nContent-Type: application/sdp\r\n\r\nv=0\r\n--b--", "application/sdp", "v=0")]
    [InlineData("multipart/mixed;boundary=b", "--b\r\nContent-Type: text/plain\r\n\r\nv=0\r\n--b--", "application/sdp", null)]
    [InlineData("multipart/mixed", "--b\r\nContent-Type: application/sdp\r\n\r\nv=0\r\n--b--", "application/sdp", null)]
    public void A_body_is_found_by_its_media_type(string? contentType, string body, string wanted, string? expected)
    {
        var request = NewRequest();
        request.Body = Encoding.UTF8.GetBytes(body);
        if (contentType is not null)
        {
            request.Headers.Add(SipHeaderId.ContentType, contentType);
        }

        Assert.Equal(expected is not null, request.TryGetBody(wanted, out var found));
        if (expected is not null)
        {
            Assert.Equal(expected, Encoding.UTF8.GetString(found.Span));
        }
    }

    private static SipRequest NewRequest()
    {
        var request = new SipRequest(SipMethod.Bye, SipUri.Parse("sip:a@h;lr"));
        request.TopVia = ViaHeader.Create("UDP", "h", null, "z9hG4bKx");
        request.From = NameAddress.Parse("<sip:b@h>;tag=1");
        request.To = NameAddress.Parse("<sip:a@h>");
        request.CallId = "c1";
        request.CSeq = new CSeq(7, SipMethod.Bye);
        return request;
    }
}
