using Realtime.Sip.Dialogs;
using Realtime.Sip.Messages;
using Xunit;

namespace Realtime.Sip.Tests.Dialogs;

public sealed class DialogSetTests
{
    private static readonly SipRequest Invite = SipMessages.Request("""
        INVITE sip:bob@example.org SIP/2.0
        Via: SIP/2.0/UDP gw.example.net;branch=z9hG4bK2
        Max-Forwards: 70
        From: <sip:gw@gw.example.net>;tag=ours
        To: <sip:bob@example.org>
        Call-ID: call-2
        CSeq: 1 INVITE
        Contact: <sip:gw.example.net>
        """);

    [Fact]
    public void Each_branch_of_a_fork_makes_an_early_dialog_of_its_own()
    {
        var dialogs = new DialogSet(Invite);

        Assert.Null(dialogs.OnProvisional(Response(100, null)));
        Assert.Null(dialogs.OnProvisional(Response(180, null)));
        var first = dialogs.OnProvisional(Response(180, "a"));
        var second = dialogs.OnProvisional(Response(183, "b"));

        Assert.Equal(["a", "b"], dialogs.Early.Select(dialog => dialog.RemoteTag));
        Assert.NotSame(first, second);
        Assert.Same(first, dialogs.OnProvisional(Response(183, "a")));
        Assert.True(dialogs.Owns(InDialog("b")));
        Assert.False(dialogs.Owns(InDialog("c")));
    }

    [Fact]
    public void A_2xx_confirms_its_early_dialog_with_a_route_set_read_anew_and_the_order_of_requests_kept()
    {
        var dialogs = new DialogSet(Invite);
        var early = dialogs.OnProvisional(Response(180, "a", "Record-Route: <sip:one.example.org;lr>"))!;
        Assert.True(early.TryAdvance(InDialog("a", 7)));

        var (confirmed, isNew) = dialogs.OnSuccess(Response(200, "a", "Record-Route: <sip:two.example.org;lr>"));

        Assert.True(isNew);
        Assert.Equal("two.example.org", confirmed!.NextHop.Host);
        Assert.False(confirmed.TryAdvance(InDialog("a", 7)));
        Assert.Empty(dialogs.Early);
        Assert.Equal((confirmed, false), dialogs.OnSuccess(Response(200, "a")));
    }

    [Fact]
    public void Another_2xx_makes_another_dialog_and_one_without_tag_makes_none()
    {
        var dialogs = new DialogSet(Invite);
        dialogs.OnSuccess(Response(200, "a"));

        Assert.True(dialogs.OnSuccess(Response(200, "b")).IsNew);
        Assert.Null(dialogs.OnSuccess(Response(200, null)).Dialog);
        Assert.Equal(2, dialogs.Confirmed.Count);
    }

    [Fact]
    public void A_fork_without_end_makes_dialogs_up_to_the_limit()
    {
        var dialogs = new DialogSet(Invite);
        for (var i = 0; i < 100; i++)
        {
            dialogs.OnProvisional(Response(180, $"t{i}"));
        }

        Assert.Equal(DialogSet.MaxDialogs, dialogs.Early.Count);
    }

    private static SipResponse Response(int status, string? tag, string? extra = null) => SipMessages.Response($"""
        SIP/2.0 {status} Test
        Via: SIP/2.0/UDP gw.example.net;branch=z9hG4bK2
        From: <sip:gw@gw.example.net>;tag=ours
        To: <sip:bob@example.org>{(tag is null ? "" : ";tag=" + tag)}
        Call-ID: call-2
        CSeq: 1 INVITE
        Contact: <sip:bob@192.0.2.9>
        {extra ?? "Subject: none"}
        """);

    private static SipRequest InDialog(string tag, int number = 2) => SipMessages.Request($"""
        INFO sip:gw.example.net SIP/2.0
        Via: SIP/2.0/UDP 192.0.2.9;branch=z9hG4bK9
        Max-Forwards: 60
        From: <sip:bob@example.org>;tag={tag}
        To: <sip:gw@gw.example.net>;tag=ours
        Call-ID: call-2
        CSeq: {number} INFO
        """);
}
