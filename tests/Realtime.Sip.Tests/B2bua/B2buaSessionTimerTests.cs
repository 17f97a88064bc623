using Realtime.Sip.B2bua;
using Realtime.Sip.Dialogs;
using Realtime.Testing;
using Xunit;

namespace Realtime.Sip.Tests.B2bua;

/// <summary>Session timers of a call of two legs (RFC 4028): each leg agrees on its own, and neither hears of the other's.</summary>
public sealed class B2buaSessionTimerTests
{
    private const string SecondOffer = "v=0\r\no=- 17 2 IN IP4 198.51.100.7\r\ns=-\r\nc=IN IP4 198.51.100.7\r\nt=0 0\r\nm=audio 4002 RTP/SAVP 0\r\n";
    private const string SecondAnswer = "v=0\r\no=- 5 2 IN IP4 203.0.113.9\r\ns=OAI\r\nc=IN IP4 203.0.113.9\r\nt=0 0\r\nm=audio 6002 RTP/SAVP 0\r\n";
    private const string TargetContact = "Contact: <sip:OAI@sip.example.org:5061>";

    private static readonly SessionTimerOptions Request = new() { Mode = SessionTimerMode.Request, Seconds = 1200 };

    [Fact]
    public async Task A_caller_that_refreshes_is_left_to_it_and_its_silence_ends_the_call_a_little_before_the_end()
    {
        await using var rig = await InCallAsync("Supported: timer\nSession-Expires: 1800;refresher=uac");
        Assert.Equal("1800;refresher=uac", SipText.Header(rig.Ok.Text, "Session-Expires"));
        Assert.Equal("timer", SipText.Header(rig.Ok.Text, "Require"));
        Assert.Null(SipText.Header(rig.Invite.Text, "Session-Expires"));
        Assert.Null(SipText.Header(rig.Invite.Text, "Supported"));

        rig.Advance(900);
        rig.CallerSays("UPDATE", 2, extra: "Supported: timer\nSession-Expires: 1800;refresher=uac");
        Assert.Equal("1800;refresher=uac", SipText.Header(rig.ExpectCaller("200 UPDATE").Text, "Session-Expires"));
        rig.Advance(1767.8);
        rig.ExpectSilence();
        rig.Advance(0.3);

        var bye = rig.ExpectCaller("BYE");
        Assert.Equal("SIP;cause=408;text=\"Session timer expired\"", SipText.Header(bye.Text, "Reason"));
        rig.CallerAnswers(bye, 200);
        rig.VendorAnswers(rig.ExpectTarget("BYE"), 200);
        await rig.ExpectEndAsync(B2buaCause.CallerExpired, B2buaPhase.InCall, 200);
        Assert.Equal(B2buaSide.Caller, (await rig.Call.Completion).EndedBy);
    }

    [Fact]
    public async Task A_refresh_that_is_ours_goes_by_UPDATE_where_the_caller_allows_it()
    {
        await using var rig = await InCallAsync("Supported: timer\nAllow: INVITE, UPDATE\nSession-Expires: 1800;refresher=uas");

        for (var round = 1; round <= 3; round++)
        {
            rig.Advance(900);
            var update = rig.ExpectCaller("UPDATE");
            Assert.Equal("1800;refresher=uac", SipText.Header(update.Text, "Session-Expires"));
            Assert.Equal("", SipText.Body(update.Text));
            rig.CallerAnswers(update, 200, extra: "Session-Expires: 1800;refresher=uac\nRequire: timer");
        }

        rig.ExpectSilence();
        Assert.Equal(3, rig.Events.Count(happened => happened is { Kind: B2buaEventKind.SessionRefreshed, Side: B2buaSide.Caller }));
    }

    [Fact]
    public async Task A_refresh_that_is_ours_goes_by_INVITE_with_the_same_body_where_UPDATE_is_not_allowed()
    {
        await using var rig = await InCallAsync("Session-Expires: 1800");
        Assert.Equal("1800;refresher=uas", SipText.Header(rig.Ok.Text, "Session-Expires"));
        Assert.Null(SipText.Header(rig.Ok.Text, "Require"));
        rig.Advance(900);

        var invite = rig.ExpectCaller("INVITE");
        Assert.Equal(B2buaRig.Answer, SipText.Body(invite.Text));
        Assert.Equal("application/sdp", SipText.Header(invite.Text, "Content-Type"));
        rig.CallerSays("INVITE", 2, body: B2buaRig.Offer);
        rig.ExpectCaller("491 INVITE");
        rig.VendorSays("INVITE", 1, body: SecondAnswer, extra: TargetContact);
        rig.ExpectTarget("491 INVITE");
        rig.CallerAnswers(invite, 200, B2buaRig.Offer, "Session-Expires: 1800;refresher=uac");
        Assert.Equal("1 ACK", SipText.Header(rig.ExpectCaller("ACK").Text, "CSeq"));

        // It is over, and offers pass again.
        rig.CallerSays("ACK", 2, branch: "z9hG4bK-c-INVITE-2");
        rig.CallerSays("INVITE", 3, body: SecondOffer);
        rig.ExpectTarget("INVITE");
        rig.ExpectSilence();
        Assert.DoesNotContain(rig.Events, happened => happened.Kind == B2buaEventKind.MediaDiverged);
    }

    [Fact]
    public async Task An_answer_to_our_refresh_with_new_media_is_told()
    {
        await using var rig = await InCallAsync("Session-Expires: 1800");
        rig.Advance(900);

        rig.CallerAnswers(rig.ExpectCaller("INVITE"), 200, SecondOffer, "Session-Expires: 1800;refresher=uac");

        rig.ExpectCaller("ACK");
        Assert.Contains(rig.Events, happened => happened is { Kind: B2buaEventKind.MediaDiverged, Side: B2buaSide.Caller });
    }

    [Fact]
    public async Task A_refresh_without_answer_ends_the_call()
    {
        await using var rig = await InCallAsync("Supported: timer\nAllow: UPDATE\nSession-Expires: 1800;refresher=uas");
        rig.Advance(900);
        rig.ExpectCaller("UPDATE");

        rig.Advance(32);

        rig.ForgetSentUntilBye();
        Assert.Equal(B2buaCause.CallerLost, (await rig.Call.Completion).Cause);
    }

    [Fact]
    public async Task A_caller_that_does_not_know_the_dialog_any_more_ends_the_call()
    {
        await using var rig = await InCallAsync("Supported: timer\nAllow: UPDATE\nSession-Expires: 1800;refresher=uas");
        rig.Advance(900);

        rig.CallerAnswers(rig.ExpectCaller("UPDATE"), 481);

        rig.CallerAnswers(rig.ExpectCaller("BYE"), 481);
        rig.VendorAnswers(rig.ExpectTarget("BYE"), 200);
        await rig.ExpectEndAsync(B2buaCause.CallerLost, B2buaPhase.InCall, 200);
    }

    [Theory]
    [InlineData(488)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task Any_other_refusal_of_a_refresh_is_a_sign_of_life_and_it_is_tried_again(int status)
    {
        await using var rig = await InCallAsync("Supported: timer\nAllow: UPDATE\nSession-Expires: 1800;refresher=uas");

        for (var round = 0; round < 10; round++)
        {
            rig.Advance(round == 0 ? 900 : 450);
            rig.CallerAnswers(rig.ExpectCaller("UPDATE"), status);
        }

        rig.ExpectSilence();
        Assert.False(rig.Call.Completion.IsCompleted);
    }

    [Theory]
    [InlineData(405)]
    [InlineData(501)]
    public async Task An_UPDATE_that_is_allowed_and_not_known_is_followed_by_an_INVITE(int status)
    {
        await using var rig = await InCallAsync("Supported: timer\nAllow: UPDATE\nSession-Expires: 1800;refresher=uas");
        rig.Advance(900);

        rig.CallerAnswers(rig.ExpectCaller("UPDATE"), status);

        rig.CallerAnswers(rig.ExpectCaller("INVITE"), 200, B2buaRig.Offer, "Session-Expires: 1800;refresher=uac");
        rig.ExpectCaller("ACK");
        rig.Advance(900);
        rig.ExpectCaller("INVITE");
    }

    [Fact]
    public async Task A_refresh_that_collides_backs_off_as_the_side_that_did_not_make_the_call()
    {
        await using var rig = await InCallAsync("Session-Expires: 1800");
        rig.Advance(900);

        rig.CallerAnswers(rig.ExpectCaller("INVITE"), 491);

        rig.ExpectCaller("ACK");
        rig.Advance(2);
        rig.ExpectCaller("INVITE");
    }

    [Fact]
    public async Task A_refresh_waits_while_an_offer_is_under_way()
    {
        await using var rig = await InCallAsync("Session-Expires: 1800");
        rig.Advance(899);
        rig.CallerSays("INVITE", 2, body: SecondOffer);
        var relayed = rig.ExpectTarget("INVITE");
        rig.VendorAnswers(relayed, 100);

        rig.Advance(3);
        rig.ExpectCaller("100 INVITE");
        rig.ExpectSilence();
        rig.VendorAnswers(relayed, 200, SecondAnswer);
        Assert.Equal("1800;refresher=uas", SipText.Header(rig.ExpectCaller("200 INVITE").Text, "Session-Expires"));
        rig.CallerSays("ACK", 2);
        rig.ExpectTarget("ACK");

        // The offer was a refresh: the next is due from its answer on.
        rig.Advance(899);
        rig.ExpectSilence();
        rig.Advance(2);
        rig.ExpectCaller("INVITE");
    }

    [Theory]
    [InlineData("INVITE")]
    [InlineData("UPDATE")]
    public async Task An_interval_that_is_too_small_is_refused_with_what_we_take(string method)
    {
        await using var rig = await InCallAsync("Supported: timer\nSession-Expires: 1800;refresher=uac");

        rig.CallerSays(method, 2, body: B2buaRig.Offer, extra: "Supported: timer\nSession-Expires: 60;refresher=uac");

        Assert.Equal("90", SipText.Header(rig.ExpectCaller("422 " + method).Text, "Min-SE"));
        Assert.False(rig.Call.Completion.IsCompleted);
    }

    [Fact]
    public async Task A_first_INVITE_with_too_small_an_interval_makes_no_call()
    {
        await using var rig = await B2buaRig.InvitedAsync(extra: "Supported: timer\nSession-Expires: 60");

        Assert.Equal("90", SipText.Header(rig.ExpectCaller("422 INVITE").Text, "Min-SE"));
        Assert.Equal((0, 0), (rig.Calls, rig.Endpoint.Dialogs.Count));
    }

    [Fact]
    public async Task A_target_is_asked_for_a_timer_and_a_422_makes_the_same_call_again_with_what_it_wants()
    {
        await using var rig = await DialAsync(Request);
        Assert.Equal("1200", SipText.Header(rig.Invite.Text, "Session-Expires"));
        Assert.Equal("timer", SipText.Header(rig.Invite.Text, "Supported"));

        rig.VendorAnswers(rig.Invite, 422, extra: "Min-SE: 2400");
        rig.ExpectTarget("ACK");
        var again = rig.ExpectTarget("INVITE");
        Assert.Equal(("2400", "2400"), (SipText.Header(again.Text, "Session-Expires"), SipText.Header(again.Text, "Min-SE")));
        Assert.Equal("2 INVITE", SipText.Header(again.Text, "CSeq"));
        Assert.Equal(SipText.Header(rig.Invite.Text, "Call-ID"), SipText.Header(again.Text, "Call-ID"));
        Assert.Equal(SipText.Header(rig.Invite.Text, "From"), SipText.Header(again.Text, "From"));
        rig.VendorAnswers(again, 200, B2buaRig.Answer, TargetContact + "\nSession-Expires: 2400;refresher=uac", "oai");
        rig.AcknowledgeAs(rig.ExpectCaller("200 INVITE"));

        // The first INVITE's transaction ends, and takes nothing with it.
        Assert.Equal("2 ACK", SipText.Header(rig.ExpectTarget("ACK").Text, "CSeq"));
        rig.Advance(1200);
        Assert.Equal("3 INVITE", SipText.Header(rig.ExpectTarget("INVITE").Text, "CSeq"));
        rig.CallerSays("BYE", 2);
        rig.ExpectCaller("200 BYE");
    }

    [Fact]
    public async Task A_target_that_never_has_enough_is_refused_in_the_end()
    {
        await using var rig = await DialAsync(Request);
        var invite = rig.Invite;
        for (var round = 1; round <= 3; round++)
        {
            rig.VendorAnswers(invite, 422, extra: $"Min-SE: {2000 + round}", toTag: "oai");
            rig.ExpectTarget("ACK");
            invite = rig.ExpectTarget("INVITE");
        }

        rig.VendorAnswers(invite, 422, extra: "Min-SE: 9000", toTag: "oai");

        rig.ExpectTarget("ACK");
        rig.ExpectSilence();
        Assert.Equal((DialStatus.Rejected, 422), ((await rig.Dialling).Status, (await rig.Dialling).StatusCode));
    }

    [Fact]
    public async Task A_422_to_a_call_that_was_cancelled_is_not_dialled_again()
    {
        await using var rig = await DialAsync(Request);
        rig.VendorAnswers(100);
        rig.Caller.Receive(SipText.Request("CANCEL"));
        rig.ExpectCaller("200 CANCEL");
        rig.ExpectCaller("487 INVITE");
        rig.ExpectTarget("CANCEL");

        rig.VendorAnswers(rig.Invite, 422, extra: "Min-SE: 2400", toTag: "oai");

        rig.ExpectTarget("ACK");
        rig.ExpectSilence();
    }

    [Fact]
    public async Task A_target_that_refreshes_and_falls_silent_ends_the_call()
    {
        await using var rig = await DialAsync(Request);
        rig.VendorAnswers(rig.Invite, 200, B2buaRig.Answer, TargetContact + "\nSession-Expires: 1200;refresher=uas\nRequire: timer", "oai");
        rig.AcknowledgeAs(rig.ExpectCaller("200 INVITE"));
        rig.ExpectTarget("ACK");
        rig.Advance(1000);
        rig.VendorSays("INVITE", 1, body: B2buaRig.Answer, extra: TargetContact + "\nSupported: timer\nSession-Expires: 1200;refresher=uac");
        Assert.Equal("1200;refresher=uac", SipText.Header(rig.ExpectTarget("200 INVITE").Text, "Session-Expires"));
        rig.VendorSays("ACK", 1);

        rig.Advance(1168.1);

        rig.CallerAnswers(rig.ExpectCaller("BYE"), 200);
        rig.VendorAnswers(rig.ExpectTarget("BYE"), 200);
        await rig.ExpectEndAsync(B2buaCause.TargetExpired, B2buaPhase.InCall, 200);
    }

    [Fact]
    public async Task A_422_to_an_offer_that_is_passed_on_is_no_matter_of_who_made_it()
    {
        await using var rig = await DialAsync(Request);
        rig.VendorAnswers(rig.Invite, 200, B2buaRig.Answer, TargetContact + "\nSession-Expires: 1200;refresher=uac", "oai");
        rig.AcknowledgeAs(rig.ExpectCaller("200 INVITE"));
        rig.ExpectTarget("ACK");
        rig.CallerSays("INVITE", 2, body: SecondOffer);
        rig.VendorAnswers(rig.ExpectTarget("INVITE"), 422, extra: "Min-SE: 3600");

        rig.ExpectTarget("ACK");
        var again = rig.ExpectTarget("INVITE");
        Assert.Equal(("3600;refresher=uac", SecondOffer), (SipText.Header(again.Text, "Session-Expires"), SipText.Body(again.Text)));
        rig.VendorAnswers(again, 200, SecondAnswer, TargetContact + "\nSession-Expires: 3600;refresher=uac");
        Assert.Equal(SecondAnswer, SipText.Body(rig.ExpectCaller("200 INVITE").Text));
        rig.CallerSays("ACK", 2);
        Assert.Equal("3 ACK", SipText.Header(rig.ExpectTarget("ACK").Text, "CSeq"));
        rig.ExpectSilence();
    }

    [Fact]
    public async Task A_refresh_that_cannot_be_delivered_ends_the_call_with_the_session()
    {
        await using var rig = await InCallAsync("Supported: timer\nAllow: UPDATE\nSession-Expires: 1800;refresher=uas");
        rig.Caller.SendFailure = Realtime.Sip.Transports.SipTransportFailure.ConnectionLost;

        rig.Advance(1799);
        Assert.False(rig.Call.Completion.IsCompleted);
        rig.Advance(2);

        Assert.Equal(B2buaCause.CallerExpired, (await rig.Call.Completion).Cause);
    }

    [Fact]
    public async Task With_session_timers_off_nothing_is_said_or_agreed()
    {
        await using var rig = await B2buaRig.InCallAsync(
            rig => new B2buaCallOptions { Observer = rig.Events.Add, CallerSession = SessionTimerOptions.Off },
            "Supported: timer\nSession-Expires: 60;refresher=uas");

        Assert.Null(SipText.Header(rig.Ok.Text, "Session-Expires"));
        Assert.Null(SipText.Header(rig.Ok.Text, "Supported"));
        rig.Advance(7200);
        rig.ExpectSilence();
    }

    private static Task<B2buaRig> InCallAsync(string extra) => B2buaRig.InCallAsync(extra: extra);

    private static async Task<B2buaRig> DialAsync(SessionTimerOptions session)
    {
        var rig = await B2buaRig.InvitedAsync();
        rig.Destination = rig.Destination with { Session = session };
        rig.Dial();
        return rig;
    }
}
