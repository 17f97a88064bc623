using Realtime.Sip.B2bua;
using Realtime.Sip.Dialogs;
using Realtime.Testing;
using Xunit;

namespace Realtime.Sip.Tests.B2bua;

/// <summary>Refreshes, PRACK and holds that cross the end of the call, and each other.</summary>
public sealed class B2buaRefreshCrossingTests
{
    private static readonly string Hold = B2buaRig.Offer.Replace("- 17 1 ", "- 17 2 ", StringComparison.Ordinal) + "a=sendonly\r\n";

    [Fact]
    public async Task A_caller_that_hangs_up_against_our_refresh_gets_its_late_200_acknowledged()
    {
        await using var rig = await RefreshingAsync();
        var refresh = rig.ExpectCaller("INVITE");

        rig.CallerSays("BYE", 2);
        rig.ExpectCaller("200 BYE");
        rig.VendorAnswers(rig.ExpectTarget("BYE"), 200);
        await rig.ExpectEndAsync(B2buaCause.CallerHungUp, B2buaPhase.InCall, 200);

        rig.CallerAnswers(refresh, 200, B2buaRig.Offer);
        Assert.Equal("1 ACK", SipText.Header(rig.ExpectCaller("ACK").Text, "CSeq"));
        rig.Advance(4000);
        rig.ExpectSilence();
    }

    [Fact]
    public async Task Our_hang_up_against_our_own_refresh_ends_both_legs_once()
    {
        await using var rig = await RefreshingAsync();
        var refresh = rig.ExpectCaller("INVITE");

        await rig.Call.HangUpAsync("Q.850;cause=16");
        var bye = rig.ExpectCaller("BYE");
        Assert.Equal("2 BYE", SipText.Header(bye.Text, "CSeq"));
        rig.VendorAnswers(rig.ExpectTarget("BYE"), 200);
        rig.CallerAnswers(refresh, 481);
        rig.ExpectCaller("ACK");
        rig.CallerAnswers(bye, 200);

        await rig.ExpectEndAsync(B2buaCause.HungUp, B2buaPhase.InCall, 200);
    }

    [Fact]
    public async Task The_target_hangs_up_against_our_refresh_of_the_caller()
    {
        await using var rig = await RefreshingAsync();
        var refresh = rig.ExpectCaller("INVITE");

        rig.VendorSays("BYE", 1);
        rig.ExpectTarget("200 BYE");
        var bye = rig.ExpectCaller("BYE");
        rig.CallerAnswers(refresh, 200, B2buaRig.Offer);
        rig.ExpectCaller("ACK");
        rig.CallerAnswers(bye, 200);

        await rig.ExpectEndAsync(B2buaCause.TargetHungUp, B2buaPhase.InCall, 200);
    }

    [Fact]
    public async Task A_refresh_by_UPDATE_that_is_answered_after_the_end_starts_nothing_again()
    {
        await using var rig = await RefreshingAsync("Allow: UPDATE");
        var refresh = rig.ExpectCaller("UPDATE");
        rig.CallerSays("BYE", 2);
        rig.ExpectCaller("200 BYE");
        rig.VendorAnswers(rig.ExpectTarget("BYE"), 200);

        rig.CallerAnswers(refresh, 200, extra: "Session-Expires: 1800;refresher=uac");

        rig.Advance(4000);
        await rig.ExpectEndAsync(B2buaCause.CallerHungUp, B2buaPhase.InCall, 200);
    }

    [Fact]
    public async Task A_lost_ACK_of_our_refresh_is_sent_again()
    {
        await using var rig = await RefreshingAsync();
        var refresh = rig.ExpectCaller("INVITE");
        rig.CallerAnswers(refresh, 200, B2buaRig.Offer, "Session-Expires: 1800;refresher=uac");
        var ack = rig.ExpectCaller("ACK");

        rig.CallerAnswers(refresh, 200, B2buaRig.Offer, "Session-Expires: 1800;refresher=uac");

        Assert.Equal(ack.Text, rig.ExpectCaller("ACK").Text);
        rig.ExpectSilence();
    }

    [Fact]
    public async Task Both_legs_are_refreshed_at_the_same_time()
    {
        await using var rig = await B2buaRig.InvitedAsync(extra: "Session-Expires: 1800");
        rig.Destination = rig.Destination with { Session = new SessionTimerOptions { Mode = SessionTimerMode.Request, Refresher = SessionTimerRole.Us } };
        rig.Dial();
        rig.VendorAnswers(rig.Invite, 200, B2buaRig.Answer, "Contact: <sip:OAI@sip.example.org:5061>\nSession-Expires: 1800;refresher=uac", "oai");
        rig.AcknowledgeAs(rig.ExpectCaller("200 INVITE"));
        rig.ExpectTarget("ACK");

        rig.Advance(900);

        rig.CallerAnswers(rig.ExpectCaller("INVITE"), 200, B2buaRig.Offer, "Session-Expires: 1800;refresher=uac");
        rig.VendorAnswers(rig.ExpectTarget("INVITE"), 200, B2buaRig.Answer, "Session-Expires: 1800;refresher=uac");
        rig.ExpectCaller("ACK");
        rig.ExpectTarget("ACK");
        rig.ExpectSilence();
    }

    [Fact]
    public async Task A_target_that_loses_the_dialog_meanwhile_ends_the_call()
    {
        await using var rig = await B2buaRig.InvitedAsync();
        rig.Destination = rig.Destination with { Session = new SessionTimerOptions { Mode = SessionTimerMode.Request, Refresher = SessionTimerRole.Us } };
        rig.Dial();
        rig.VendorAnswers(rig.Invite, 200, B2buaRig.Answer, "Contact: <sip:OAI@sip.example.org:5061>\nSession-Expires: 1800;refresher=uac", "oai");
        rig.AcknowledgeAs(rig.ExpectCaller("200 INVITE"));
        rig.ExpectTarget("ACK");
        rig.Advance(900);

        rig.VendorAnswers(rig.ExpectTarget("INVITE"), 481);

        rig.ExpectTarget("ACK");
        rig.VendorAnswers(rig.ExpectTarget("BYE"), 481);
        var bye = rig.ExpectCaller("BYE");
        Assert.StartsWith("SIP;cause=481", SipText.Header(bye.Text, "Reason"), StringComparison.Ordinal);
        rig.CallerAnswers(bye, 200);
        await rig.ExpectEndAsync(B2buaCause.TargetLost, B2buaPhase.InCall, 200);
    }

    [Fact]
    public async Task A_PRACK_behind_a_CANCEL_finds_nothing()
    {
        await using var rig = await B2buaRig.DialledAsync(extra: "Require: 100rel");
        await rig.Call.RingAsync();
        var ringing = rig.ExpectCaller("180 INVITE");
        rig.Caller.Receive(SipText.Request("CANCEL"));
        rig.ExpectCaller("200 CANCEL");
        rig.ExpectCaller("487 INVITE");

        rig.CallerPracks(ringing, 2);

        rig.ExpectCaller("481 PRACK");
        rig.Caller.Receive(SipText.Request("ACK", toTag: SipText.Parameter(SipText.Header(ringing.Text, "To"), "tag")));
        rig.Advance(40);
        rig.ExpectSilence();
    }

    [Fact]
    public async Task BYE_instead_of_PRACK_is_a_cancellation()
    {
        await using var rig = await B2buaRig.DialledAsync(extra: "Require: 100rel");
        rig.VendorAnswers(100);
        await rig.Call.RingAsync();
        var tag = SipText.Parameter(SipText.Header(rig.ExpectCaller("180 INVITE").Text, "To"), "tag");

        rig.Caller.Receive(SipText.Request("BYE", branch: "z9hG4bK-bye", cseq: 2, toTag: tag));

        rig.ExpectCaller("200 BYE");
        rig.ExpectCaller("487 INVITE");
        rig.VendorAnswers(rig.ExpectTarget("CANCEL"), 200);
        rig.VendorAnswers(487);
        rig.ExpectTarget("ACK");
        Assert.Equal(B2buaCause.CallerCancelled, (await rig.Call.Completion).Cause);
    }

    [Fact]
    public async Task The_target_hangs_up_against_a_hold_that_it_has_not_answered()
    {
        await using var rig = await B2buaRig.InCallAsync();
        rig.CallerSays("INVITE", 2, body: Hold);
        var relayed = rig.ExpectTarget("INVITE");

        rig.VendorSays("BYE", 1);
        rig.ExpectTarget("200 BYE");
        rig.ExpectCaller("487 INVITE");
        rig.CallerAnswers(rig.ExpectCaller("BYE"), 200);
        rig.CallerSays("ACK", 2, branch: "z9hG4bK-c-INVITE-2");
        rig.VendorAnswers(relayed, 487);

        rig.ExpectTarget("ACK");
        await rig.ExpectEndAsync(B2buaCause.TargetHungUp, B2buaPhase.InCall, 200);
    }

    /// <summary>Half of the session is over, and its refresh is ours.</summary>
    private static async Task<B2buaRig> RefreshingAsync(string extra = "Subject: none")
    {
        var rig = await B2buaRig.InCallAsync(extra: "Supported: timer\nSession-Expires: 1800;refresher=uas\n" + extra);
        rig.Advance(900);
        return rig;
    }
}
