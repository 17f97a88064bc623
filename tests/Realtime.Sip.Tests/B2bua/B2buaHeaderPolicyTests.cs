using Realtime.Sip.B2bua;
using Realtime.Sip.Messages;
using Realtime.Sip.Tests.Dialogs;
using Xunit;

namespace Realtime.Sip.Tests.B2bua;

public sealed class B2buaHeaderPolicyTests
{
    private const string Invite = """
        INVITE sip:+15550100@gw.example.net SIP/2.0
        Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK1
        Record-Route: <sip:edge.example.com;lr>
        Max-Forwards: 60
        From: "Ann" <sip:ann@example.com>;tag=a1
        To: <sip:+15550100@gw.example.net>
        Call-ID: call-1@192.0.2.1
        CSeq: 7 INVITE
        Contact: <sip:ann@192.0.2.1:5062;transport=udp>
        P-Asserted-Identity: <sip:secret@inside.example.com>
        Authorization: Digest username="ann"
        X-Gateway-Call: forged
        X-Gateway-Token: forged
        X-Carrier-Id: 7
        Subject: hello
        Server: Carrier 1.0
        Content-Type: application/sdp
        Content-Disposition: session

        v=0
        """;

    [Fact]
    public void Only_what_the_list_names_crosses()
    {
        Assert.Equal(["Subject: hello", "Content-Type: application/sdp", "Content-Disposition: session"], Crossed(B2buaHeaderPolicy.Default, Invite));
    }

    [Fact]
    public void A_site_may_let_more_cross()
    {
        var policy = B2buaHeaderPolicy.With(fromCaller: ["x-carrier-id", "P-Asserted-Identity"], fromTarget: []);

        Assert.Equal(
            ["P-Asserted-Identity: <sip:secret@inside.example.com>", "X-Carrier-Id: 7", "Subject: hello", "Content-Type: application/sdp", "Content-Disposition: session"],
            Crossed(policy, Invite));
    }

    [Fact]
    public void A_renamed_header_crosses_under_its_new_name_only()
    {
        var policy = B2buaHeaderPolicy.With(
            fromCaller: ["x-carrier-id"], fromTarget: [], [new("X-Carrier-ID", "X-Reference"), new("P-Asserted-Identity", "X-Asserted")]);

        Assert.Equal(
            ["X-Asserted: <sip:secret@inside.example.com>", "X-Reference: 7", "Subject: hello", "Content-Type: application/sdp", "Content-Disposition: session"],
            Crossed(policy, Invite));
    }

    [Theory]
    [InlineData("X-Gateway-Token")]
    [InlineData("bad name")]
    [InlineData("X-A\r\nX-B")]
    [InlineData("")]
    public void A_header_is_renamed_neither_from_nor_to_what_may_not_cross(string name)
    {
        Assert.False(B2buaHeaderPolicy.MayCross(name));
        Assert.Throws<ArgumentException>(() => B2buaHeaderPolicy.With([], [], [new(name, "X-New")]));
        Assert.Throws<ArgumentException>(() => B2buaHeaderPolicy.With([], [], [], [new("X-Old", name)]));
    }

    [Theory]
    [InlineData("X-Gateway-Token")]
    [InlineData("x-gateway-anything")]
    [InlineData("Via")]
    [InlineData("Contact")]
    [InlineData("m")]
    [InlineData("Require")]
    [InlineData("Authorization")]
    public void What_belongs_to_a_leg_or_to_us_can_not_be_let_across(string name)
    {
        Assert.Throws<ArgumentException>(() => B2buaHeaderPolicy.With([name], []));
        Assert.Throws<ArgumentException>(() => B2buaHeaderPolicy.With([], [name]));
    }

    [Fact]
    public void A_session_description_without_Content_Type_gets_one_and_keeps_its_bytes()
    {
        var source = SipMessages.Response("""
            SIP/2.0 200 OK
            Via: SIP/2.0/TLS gw.example.net;branch=z9hG4bK2
            From: <sip:gw@gw.example.net>;tag=ours
            To: <sip:proj_1@sip.example.org>;tag=theirs
            Call-ID: call-2
            CSeq: 1 INVITE

            v=0
            s=OAI
            """);
        var copy = new SipResponse(200);

        B2buaHeaderPolicy.Default.Cross(B2buaSide.Target, source, copy);

        Assert.Equal("application/sdp", copy.Headers.First(SipHeaderId.ContentType));
        Assert.Equal("v=0\r\ns=OAI\r\n"u8, copy.Body.Span);
    }

    [Fact]
    public void Headers_of_a_body_that_is_not_there_stay_behind()
    {
        var text = Invite[..Invite.IndexOf("v=0", StringComparison.Ordinal)];

        Assert.Equal(["Subject: hello"], Crossed(B2buaHeaderPolicy.Default, text));
    }

    private static string[] Crossed(B2buaHeaderPolicy policy, string text)
    {
        var copy = new SipRequest(SipMethod.Invite, SipUri.Parse("sip:target.example.org"));
        policy.Cross(B2buaSide.Caller, SipMessages.Request(text), copy);
        return [.. copy.Headers.Select(header => header.ToString())];
    }
}
