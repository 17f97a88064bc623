using System.Text.Json;
using Realtime.Sip.Dialogs;
using Realtime.Sip.Messages;
using Xunit;

namespace Realtime.Sip.Tests.Dialogs;

public sealed class DialogTests
{
    private static readonly NameAddress OurContact = NameAddress.Parse("<sip:gw.example.net:5060>");

    private const string Invite = """
        INVITE sip:+15550100@gw.example.net SIP/2.0
        Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK1
        Record-Route: <sip:edge.example.com;lr>, <sip:core.example.com;lr;x=1>
        Max-Forwards: 60
        From: "Ann" <sip:ann@example.com>;tag=a1
        To: <sip:+15550100@gw.example.net>
        Call-ID: call-1@192.0.2.1
        CSeq: 7 INVITE
        Contact: <sip:ann@192.0.2.1:5062;transport=udp>
        Content-Length: 0
        """;

    private const string Answer = """
        SIP/2.0 200 OK
        Via: SIP/2.0/TLS gw.example.net;branch=z9hG4bK2
        Record-Route: <sip:far.example.org;lr>
        Record-Route: <sip:near.example.org;lr>
        From: <sip:gw@gw.example.net>;tag=ours
        To: <sip:proj_1@sip.example.org>;tag=theirs
        Call-ID: call-2
        CSeq: 1 INVITE
        Contact: <sip:OAI@sip.example.org:5061>
        Content-Length: 0
        """;

    [Fact]
    public void The_answering_side_takes_routes_in_order_and_the_callers_Contact()
    {
        var dialog = Dialog.AsServer(SipMessages.Request(Invite), "ours", OurContact)!;

        Assert.Equal(
            SipMessages.ToWire("""
                BYE sip:ann@192.0.2.1:5062;transport=udp SIP/2.0
                Max-Forwards: 70
                Route: <sip:edge.example.com;lr>
                Route: <sip:core.example.com;lr;x=1>
                From: <sip:+15550100@gw.example.net>;tag=ours
                To: "Ann" <sip:ann@example.com>;tag=a1
                Call-ID: call-1@192.0.2.1
                CSeq: 1 BYE
                Content-Length: 0
                """),
            dialog.CreateRequest(SipMethod.Bye).ToBytes());
        Assert.Equal("edge.example.com", dialog.NextHop.Host);
    }

    [Fact]
    public void The_calling_side_takes_routes_in_reverse_and_counts_on_from_its_INVITE()
    {
        var dialog = Dialog.AsClient(OurInvite(), SipMessages.Response(Answer))!;

        var bye = dialog.CreateRequest(SipMethod.Bye);
        Assert.Equal(["<sip:near.example.org;lr>", "<sip:far.example.org;lr>"], bye.Headers.Where(h => h.Id == SipHeaderId.Route).Select(h => h.Value));
        Assert.Equal("sip:OAI@sip.example.org:5061", bye.RequestUri.ToString());
        Assert.Equal("2 BYE", bye.CSeq.ToString());
        Assert.Equal("1 ACK", dialog.CreateAck(1).CSeq.ToString());
        Assert.Equal("3 INFO", dialog.CreateRequest(SipMethod.Info).CSeq.ToString());
    }

    [Fact]
    public void A_strict_router_gets_the_Request_URI_and_the_target_goes_last()
    {
        var text = Answer.Replace("<sip:near.example.org;lr>", "<sip:near.example.org>", StringComparison.Ordinal);
        var bye = Dialog.AsClient(OurInvite(), SipMessages.Response(text))!.CreateRequest(SipMethod.Bye);

        Assert.Equal("sip:near.example.org", bye.RequestUri.ToString());
        Assert.Equal(
            ["<sip:far.example.org;lr>", "<sip:OAI@sip.example.org:5061>"],
            bye.Headers.Where(header => header.Id == SipHeaderId.Route).Select(header => header.Value));
    }

    [Fact]
    public void Only_requests_that_refresh_the_target_carry_our_Contact()
    {
        var dialog = Dialog.AsServer(SipMessages.Request(Invite), "ours", OurContact)!;

        Assert.Equal("<sip:gw.example.net:5060>", dialog.CreateRequest(SipMethod.Invite).Contact!.ToString());
        Assert.Equal("<sip:gw.example.net:5060>", dialog.CreateRequest(SipMethod.Update).Contact!.ToString());
        Assert.Null(dialog.CreateRequest(SipMethod.Bye).Contact);
    }

    [Fact]
    public void An_INVITE_without_Contact_makes_no_dialog()
    {
        Assert.Null(Dialog.AsServer(SipMessages.Request(Invite.Replace("Contact: ", "X-Contact: ", StringComparison.Ordinal)), "t", OurContact));
    }

    [Fact]
    public void An_answer_without_Contact_leaves_the_URI_that_was_called()
    {
        var answer = SipMessages.Response(Answer.Replace("Contact: ", "X-Contact: ", StringComparison.Ordinal));

        Assert.Equal("sip:proj_1@sip.example.org;transport=tls", Dialog.AsClient(OurInvite(), answer)!.RemoteTarget.ToString());
    }

    [Fact]
    public void A_Contact_with_URI_headers_does_not_bring_them_into_the_Request_URI()
    {
        var invite = Invite.Replace("transport=udp>", "transport=udp?Subject=x>", StringComparison.Ordinal);

        Assert.Equal("sip:ann@192.0.2.1:5062;transport=udp", Dialog.AsServer(SipMessages.Request(invite), "ours", OurContact)!.RemoteTarget.ToString());
    }

    [Fact]
    public void Requests_out_of_order_are_told_apart()
    {
        var dialog = Dialog.AsServer(SipMessages.Request(Invite), "ours", OurContact)!;

        Assert.False(dialog.TryAdvance(InDialog("BYE", 7)));
        Assert.True(dialog.TryAdvance(InDialog("INFO", 9)));
        Assert.False(dialog.TryAdvance(InDialog("BYE", 8)));
        Assert.True(dialog.TryAdvance(InDialog("BYE", 10)));
    }

    [Theory]
    [InlineData("ours", "a1", "call-1@192.0.2.1", true)]
    [InlineData("other", "a1", "call-1@192.0.2.1", false)]
    [InlineData("ours", "a2", "call-1@192.0.2.1", false)]
    [InlineData("ours", "a1", "call-1", false)]
    public void A_request_belongs_by_both_tags_and_Call_ID(string toTag, string fromTag, string callId, bool belongs)
    {
        var dialog = Dialog.AsServer(SipMessages.Request(Invite), "ours", OurContact)!;

        Assert.Equal(belongs, dialog.Owns(InDialog("BYE", 8, toTag, fromTag, callId)));
    }

    [Fact]
    public void A_target_refresh_moves_the_remote_target()
    {
        var dialog = Dialog.AsClient(OurInvite(), SipMessages.Response(Answer))!;
        var update = InDialog("UPDATE", 2);
        update.Contact = NameAddress.Parse("<sip:moved@198.51.100.7>");

        dialog.Retarget(update);

        Assert.Equal("sip:moved@198.51.100.7", dialog.CreateRequest(SipMethod.Bye).RequestUri.ToString());
    }

    [Fact]
    public void A_snapshot_survives_JSON_and_goes_on_where_the_dialog_was()
    {
        var dialog = Dialog.AsClient(OurInvite(), SipMessages.Response(Answer))!;
        dialog.CreateRequest(SipMethod.Info);
        dialog.TryAdvance(InDialog("INFO", 41, "ours", "theirs", "call-2"));

        var json = JsonSerializer.Serialize(dialog.ToSnapshot());
        var restored = Dialog.Restore(JsonSerializer.Deserialize<DialogSnapshot>(json)!);

        Assert.Equal(dialog.CreateRequest(SipMethod.Invite).ToString(), restored.CreateRequest(SipMethod.Invite).ToString());
        Assert.True(restored.Owns(InDialog("BYE", 42, "ours", "theirs", "call-2")));
        Assert.False(restored.TryAdvance(InDialog("BYE", 41, "ours", "theirs", "call-2")));
        Assert.Equal(json, JsonSerializer.Serialize(Dialog.Restore(JsonSerializer.Deserialize<DialogSnapshot>(json)!).ToSnapshot()));
    }

    private static SipRequest OurInvite() => SipMessages.Request("""
        INVITE sip:proj_1@sip.example.org;transport=tls SIP/2.0
        Via: SIP/2.0/TLS gw.example.net;branch=z9hG4bK2
        Max-Forwards: 70
        From: <sip:gw@gw.example.net>;tag=ours
        To: <sip:proj_1@sip.example.org>
        Call-ID: call-2
        CSeq: 1 INVITE
        Contact: <sip:gw.example.net:5061;transport=tls>
        Content-Length: 0
        """);

    private static SipRequest InDialog(
        string method, int number, string toTag = "ours", string fromTag = "a1", string callId = "call-1@192.0.2.1") => SipMessages.Request($"""
        {method} sip:gw.example.net SIP/2.0
        Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK9
        Max-Forwards: 60
        From: <sip:ann@example.com>;tag={fromTag}
        To: <sip:+15550100@gw.example.net>;tag={toTag}
        Call-ID: {callId}
        CSeq: {number} {method}
        Content-Length: 0
        """);
}
