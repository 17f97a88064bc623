using System.Text;
using Realtime.Sip.Messages;
using Xunit;

namespace Realtime.Sip.Tests.Messages;

public sealed class SipParserTests
{
    [Fact]
    public void An_invite_is_read_with_its_mandatory_headers_and_body()
    {
        var invite = Samples.Request(Samples.Invite);

        Assert.Equal(SipMethod.Invite, invite.Method);
        Assert.Equal("+15550100", invite.RequestUri.User);
        Assert.Equal("gateway.example.com", invite.RequestUri.Host);
        Assert.Equal(5060, invite.RequestUri.Port);
        Assert.Equal("z9hG4bKr7a1c9Xp", invite.TopVia.Branch);
        Assert.Equal(("UDP", "203.0.113.7", 5060), (invite.TopVia.Transport, invite.TopVia.Host, invite.TopVia.Port));
        Assert.True(invite.TopVia.HasRPort);
        Assert.Null(invite.TopVia.RPort);
        Assert.Equal("Alice Example", invite.From.DisplayName);
        Assert.Equal("gK0c8a3f21", invite.From.Tag);
        Assert.Null(invite.To.Tag);
        Assert.Equal("402918273_118822334@203.0.113.7", invite.CallId);
        Assert.Equal(new CSeq(621530, SipMethod.Invite), invite.CSeq);
        Assert.Equal("sip:+15550199@203.0.113.7:5060;transport=udp", invite.Contact!.Uri.ToString());
        Assert.True(invite.Headers.HasToken(SipHeaderId.Supported, "100rel"));
        Assert.Equal("77-4471", invite.Headers.First("x-carrier-account"));
        Assert.StartsWith("v=0\r\no=Sonus_UAC", Encoding.UTF8.GetString(invite.Body.Span), StringComparison.Ordinal);
    }

    [Fact]
    public void A_response_is_read_with_its_status_line()
    {
        var ok = Samples.Response(Samples.Ok);

        Assert.Equal((200, "OK"), (ok.StatusCode, ok.ReasonPhrase));
        Assert.Equal("4fb1", ok.To.Tag);
        Assert.Equal(49152, ok.TopVia.RPort);
        Assert.Equal("198.51.100.4", ok.TopVia.Received);
    }

    [Fact]
    public void A_body_without_content_type_that_starts_as_sdp_is_sdp() =>
        Assert.True(Samples.Response(Samples.Ok).TryGetBody("application/sdp", out _));

    [Fact]
    public void What_is_written_is_what_was_read()
    {
        var bytes = Samples.Bytes(Samples.Invite);

        Assert.Equal(Encoding.UTF8.GetString(bytes), SipParser.Parse(bytes).Message!.ToString());
    }
}
