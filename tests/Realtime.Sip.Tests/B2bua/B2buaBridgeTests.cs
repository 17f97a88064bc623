using Realtime.Sip.Authentication;
using Realtime.Sip.B2bua;
using Realtime.Sip.Dialogs;
using Realtime.Sip.Messages;
using Realtime.Testing;
using Xunit;

namespace Realtime.Sip.Tests.B2bua;

/// <summary>A caller is taken to another target (RFC 3725), and everything that can come between.</summary>
public sealed class B2buaBridgeTests
{
    private const string NewCallerOffer = "v=0\r\no=- 17 2 IN IP4 198.51.100.7\r\ns=-\r\nc=IN IP4 198.51.100.7\r\nt=0 0\r\nm=audio 4444 RTP/SAVP 0\r\n";

    [Fact]
    public async Task The_caller_follows_to_who_answered_and_the_agent_is_hung_up()
    {
        await using var scene = await BridgeScene.StartAsync();
        Assert.Equal(B2buaRig.Offer, SipText.Body(scene.Invite.Text));
        Assert.Equal("wants a refund", SipText.Header(scene.Invite.Text, "X-Brief"));
        Assert.StartsWith("<sip:alice@192.0.2.1>", SipText.Header(scene.Invite.Text, "From")!.Replace("\"Alice\" ", "", StringComparison.Ordinal), StringComparison.Ordinal);
        scene.HumanAnswers(180);
        scene.ExpectSilence();

        scene.HumanAnswers(200, BridgeScene.HumanSays);
        Assert.Equal("", SipText.Body(scene.ExpectHuman("ACK").Text));
        var offer = scene.ExpectCaller("INVITE");
        Assert.Equal(BridgeScene.HumanToCaller, SipText.Body(offer.Text));
        scene.Rig.CallerAnswers(offer, 200, B2buaRig.Offer);

        scene.ExpectCaller("ACK");
        Assert.Contains("Call transferred", SipText.Header(scene.Rig.ExpectTarget("BYE").Text, "Reason"), StringComparison.Ordinal);
        await scene.ExpectAsync(B2buaBridgeStatus.Connected, 200);
        Assert.Equal([180, 200], scene.Progress);
        Assert.Contains(scene.Rig.Events, happened => happened.Kind == B2buaEventKind.Bridged);
    }

    [Fact]
    public async Task After_a_bridge_the_two_are_a_call_like_any_other()
    {
        await using var scene = await BridgeScene.StartAsync();
        await scene.ConnectAsync();

        scene.HumanSaysBye();

        scene.ExpectHuman("200 BYE");
        scene.Rig.CallerAnswers(scene.ExpectCaller("BYE"), 200);
        await scene.Rig.ExpectEndAsync(B2buaCause.TargetHungUp, B2buaPhase.InCall, 200);
    }

    [Fact]
    public async Task A_refresh_of_the_caller_after_a_bridge_gets_the_new_media_in_the_old_session()
    {
        await using var scene = await BridgeScene.StartAsync();
        await scene.ConnectAsync();

        scene.Rig.CallerSays("UPDATE", 2, body: B2buaRig.Offer);

        Assert.Equal(BridgeScene.HumanToCaller, SipText.Body(scene.ExpectCaller("200 UPDATE").Text));
    }

    [Fact]
    public async Task A_new_answer_of_the_caller_goes_to_the_target_before_the_two_are_connected()
    {
        await using var scene = await BridgeScene.StartAsync();
        scene.Rig.CallerAnswers(scene.Answered(), 200, NewCallerOffer);
        scene.ExpectCaller("ACK");

        var reInvite = scene.ExpectHuman("INVITE");
        Assert.Equal(NewCallerOffer, SipText.Body(reInvite.Text));
        Assert.True(scene.Rig.Target.IsSilent);
        scene.HumanAnswers(200, BridgeScene.HumanSays, reInvite);

        scene.ExpectHuman("ACK");
        scene.Rig.ExpectTarget("BYE");
        await scene.ExpectAsync(B2buaBridgeStatus.Connected, 200);
    }

    [Fact]
    public async Task An_answer_of_the_target_that_moved_on_is_told_to_the_caller_once_more()
    {
        const string moved = "v=0\r\no=pbx 900 8 IN IP4 198.51.100.20\r\ns=-\r\nc=IN IP4 198.51.100.20\r\nt=0 0\r\nm=audio 7777 RTP/SAVP 0\r\n";
        await using var scene = await BridgeScene.StartAsync();
        scene.Rig.CallerAnswers(scene.Answered(), 200, NewCallerOffer);
        scene.ExpectCaller("ACK");
        scene.HumanAnswers(200, moved, scene.ExpectHuman("INVITE"));
        scene.ExpectHuman("ACK");

        var again = scene.ExpectCaller("INVITE");
        Assert.Contains("o=- 5 3 IN IP4 203.0.113.9", again.Text, StringComparison.Ordinal);
        Assert.Contains("m=audio 7777", again.Text, StringComparison.Ordinal);
        scene.Rig.CallerAnswers(again, 200, NewCallerOffer);

        scene.ExpectCaller("ACK");
        scene.Rig.ExpectTarget("BYE");
        await scene.ExpectAsync(B2buaBridgeStatus.Connected, 200);
    }

    [Theory]
    [InlineData(488)]
    [InlineData(500)]
    public async Task A_caller_who_refuses_to_hear_it_once_more_gets_the_agent_back(int status)
    {
        await using var scene = await BridgeScene.StartAsync();
        scene.Rig.CallerAnswers(MovedOn(scene), status);
        scene.ExpectCaller("ACK");
        scene.ExpectHuman("BYE");

        await BackAsync(scene, B2buaBridgeStatus.CallerRefused, status);
    }

    [Fact]
    public async Task A_target_that_leaves_while_crossed_offers_wait_gives_the_caller_back()
    {
        await using var scene = await BridgeScene.StartAsync();
        scene.Rig.CallerAnswers(scene.Answered(), 200, NewCallerOffer);
        scene.ExpectCaller("ACK");
        scene.HumanAnswers(491, request: scene.ExpectHuman("INVITE"));
        scene.ExpectHuman("ACK");

        scene.HumanSaysBye();
        scene.ExpectHuman("200 BYE");

        await BackAsync(scene, B2buaBridgeStatus.TargetHungUp);
    }

    [Fact]
    public async Task A_target_that_leaves_while_the_second_offer_waits_gives_the_caller_back()
    {
        await using var scene = await BridgeScene.StartAsync();
        scene.Rig.CallerAnswers(MovedOn(scene), 491);
        scene.ExpectCaller("ACK");

        scene.HumanSaysBye();
        scene.ExpectHuman("200 BYE");

        await BackAsync(scene, B2buaBridgeStatus.TargetHungUp);
    }

    /// <summary>The caller has the target's media, the target answered with others, and the caller is asked once more.</summary>
    private static LoopbackMessage MovedOn(BridgeScene scene)
    {
        const string moved = "v=0\r\no=pbx 900 8 IN IP4 198.51.100.20\r\ns=-\r\nc=IN IP4 198.51.100.20\r\nt=0 0\r\nm=audio 7777 RTP/SAVP 0\r\n";
        scene.Rig.CallerAnswers(scene.Answered(), 200, NewCallerOffer);
        scene.ExpectCaller("ACK");
        scene.HumanAnswers(200, moved, scene.ExpectHuman("INVITE"));
        scene.ExpectHuman("ACK");
        return scene.ExpectCaller("INVITE");
    }

    private static async Task BackAsync(BridgeScene scene, B2buaBridgeStatus status, int code = 0)
    {
        var back = scene.ExpectCaller("INVITE");
        Assert.Contains("m=audio 6000", SipText.Body(back.Text), StringComparison.Ordinal);
        scene.Rig.CallerAnswers(back, 200, B2buaRig.Offer);
        scene.ExpectCaller("ACK");
        await scene.ExpectAsync(status, code);
        await scene.ExpectAgentStaysAsync();
    }

    [Fact]
    public async Task Without_an_offer_the_target_makes_one_and_gets_the_answer_in_its_ACK()
    {
        await using var scene = await BridgeScene.StartAsync(B2buaBridgeFlow.Offerless);
        Assert.Equal("", SipText.Body(scene.Invite.Text));
        var offer = scene.Answered();
        Assert.Equal(BridgeScene.HumanToCaller, SipText.Body(offer.Text));

        scene.Rig.CallerAnswers(offer, 200, NewCallerOffer);

        scene.ExpectCaller("ACK");
        Assert.Equal(NewCallerOffer, SipText.Body(scene.ExpectHuman("ACK").Text));
        scene.Rig.ExpectTarget("BYE");
        await scene.ExpectAsync(B2buaBridgeStatus.Connected, 200);
    }

    [Theory]
    [InlineData(486)]
    [InlineData(404)]
    [InlineData(603)]
    public async Task A_target_that_refuses_leaves_the_caller_with_the_agent(int status)
    {
        await using var scene = await BridgeScene.StartAsync();

        scene.HumanAnswers(status);

        scene.ExpectHuman("ACK");
        await scene.ExpectAsync(B2buaBridgeStatus.Refused, status);
        await scene.ExpectAgentStaysAsync();
    }

    [Fact]
    public async Task Nobody_answers_and_the_call_to_them_is_cancelled()
    {
        await using var scene = await BridgeScene.StartAsync();
        scene.HumanAnswers(180);

        scene.Rig.Advance(21);

        scene.HumanAnswers(200, request: scene.ExpectHuman("CANCEL"));
        scene.HumanAnswers(487);
        scene.ExpectHuman("ACK");
        await scene.ExpectAsync(B2buaBridgeStatus.NoAnswer, 408);
        await scene.ExpectAgentStaysAsync();
    }

    [Fact]
    public async Task An_answer_that_comes_after_the_patience_is_acknowledged_and_hung_up()
    {
        await using var scene = await BridgeScene.StartAsync();
        scene.HumanAnswers(180);
        scene.Abandon();
        scene.HumanAnswers(200, request: scene.ExpectHuman("CANCEL"));
        await scene.ExpectAsync(B2buaBridgeStatus.Abandoned);

        scene.HumanAnswers(200, BridgeScene.HumanSays);

        scene.ExpectHuman("ACK");
        scene.HumanAnswers(200, request: scene.ExpectHuman("BYE"));
        await scene.ExpectAgentStaysAsync();
    }

    [Fact]
    public async Task A_caller_who_hangs_up_while_it_rings_takes_the_ringing_along()
    {
        await using var scene = await BridgeScene.StartAsync();
        scene.HumanAnswers(180);

        scene.Rig.CallerSays("BYE", 2);

        scene.HumanAnswers(200, request: scene.ExpectHuman("CANCEL"));
        scene.ExpectCaller("200 BYE");
        scene.HumanAnswers(487);
        scene.ExpectHuman("ACK");
        scene.Rig.VendorAnswers(scene.Rig.ExpectTarget("BYE"), 200);
        await scene.ExpectAsync(B2buaBridgeStatus.NotInCall);
        await scene.Rig.ExpectEndAsync(B2buaCause.CallerHungUp, B2buaPhase.InCall, 200);
    }

    [Theory]
    [InlineData(B2buaBridgeFlow.CachedOffer)]
    [InlineData(B2buaBridgeFlow.Offerless)]
    public async Task A_caller_who_hangs_up_while_being_taken_over_leaves_no_leg_up(B2buaBridgeFlow flow)
    {
        await using var scene = await BridgeScene.StartAsync(flow);
        var offer = scene.Answered();

        scene.Rig.CallerSays("BYE", 2);

        if (flow == B2buaBridgeFlow.Offerless)
        {
            Assert.Contains("m=audio 0 RTP/SAVP 0", scene.ExpectHuman("ACK").Text, StringComparison.Ordinal);
        }

        scene.HumanAnswers(200, request: scene.ExpectHuman("BYE"));
        scene.ExpectCaller("200 BYE");
        scene.Rig.CallerAnswers(offer, 487);
        scene.ExpectCaller("ACK");
        scene.Rig.VendorAnswers(scene.Rig.ExpectTarget("BYE"), 200);
        await scene.Rig.ExpectEndAsync(B2buaCause.CallerHungUp, B2buaPhase.InCall, 200);
    }

    [Fact]
    public async Task An_agent_who_leaves_while_it_rings_leaves_the_caller_to_who_answers()
    {
        await using var scene = await BridgeScene.StartAsync();
        scene.HumanAnswers(180);
        scene.Rig.VendorSays("BYE", 1);
        scene.Rig.ExpectTarget("200 BYE");
        scene.ExpectSilence();

        scene.Rig.CallerAnswers(scene.Answered(), 200, B2buaRig.Offer);

        scene.ExpectCaller("ACK");
        await scene.ExpectAsync(B2buaBridgeStatus.Connected, 200);
        scene.ExpectSilence();
        scene.Rig.CallerSays("BYE", 2);
        scene.ExpectCaller("200 BYE");
        scene.HumanAnswers(200, request: scene.ExpectHuman("BYE"));
        await scene.Rig.ExpectEndAsync(B2buaCause.CallerHungUp, B2buaPhase.InCall, 200);
    }

    [Fact]
    public async Task With_the_agent_gone_a_target_that_refuses_ends_the_call()
    {
        await using var scene = await BridgeScene.StartAsync();
        scene.Rig.VendorSays("BYE", 1);
        scene.Rig.ExpectTarget("200 BYE");

        scene.HumanAnswers(486);

        scene.ExpectHuman("ACK");
        scene.Rig.CallerAnswers(scene.ExpectCaller("BYE"), 200);
        await scene.ExpectAsync(B2buaBridgeStatus.Refused, 486);
        await scene.Rig.ExpectEndAsync(B2buaCause.TargetHungUp, B2buaPhase.InCall, 200);
    }

    [Fact]
    public async Task SRTP_against_RTP_is_refused_and_the_caller_hears_nothing_of_it()
    {
        await using var scene = await BridgeScene.StartAsync();

        scene.HumanAnswers(200, BridgeScene.HumanSays.Replace("RTP/SAVP", "RTP/AVP", StringComparison.Ordinal));

        scene.ExpectHuman("ACK");
        scene.HumanAnswers(200, request: scene.ExpectHuman("BYE"));
        await scene.ExpectAsync(B2buaBridgeStatus.MediaRefused, 200);
        Assert.Equal("RTP of the target against SRTP of the caller", (await scene.Bridging).Reason);
        await scene.ExpectAgentStaysAsync();
    }

    [Fact]
    public async Task A_caller_whose_side_takes_no_re_INVITE_stays_with_the_agent()
    {
        await using var scene = await BridgeScene.StartAsync();

        scene.Rig.CallerAnswers(scene.Answered(), 488);

        scene.ExpectCaller("ACK");
        scene.HumanAnswers(200, request: scene.ExpectHuman("BYE"));
        await scene.ExpectAsync(B2buaBridgeStatus.CallerRefused, 488);
        await scene.ExpectAgentStaysAsync();
    }

    [Fact]
    public async Task A_target_that_hangs_up_while_the_caller_follows_gives_the_caller_back()
    {
        await using var scene = await BridgeScene.StartAsync();
        var offer = scene.Answered();
        scene.HumanSaysBye();
        scene.ExpectHuman("200 BYE");

        scene.Rig.CallerAnswers(offer, 200, B2buaRig.Offer);

        scene.ExpectCaller("ACK");
        var back = scene.ExpectCaller("INVITE");
        Assert.Equal(B2buaRig.Answer.Replace("o=- 5 1 ", "o=- 5 3 ", StringComparison.Ordinal), SipText.Body(back.Text));
        scene.Rig.CallerAnswers(back, 200, B2buaRig.Offer);
        scene.ExpectCaller("ACK");
        await scene.ExpectAsync(B2buaBridgeStatus.TargetHungUp);
        await scene.ExpectAgentStaysAsync();
    }

    [Fact]
    public async Task Offers_that_cross_back_off_and_the_caller_is_taken_over_then()
    {
        await using var scene = await BridgeScene.StartAsync();
        var offer = scene.Answered();

        scene.Rig.CallerSays("INVITE", 2, body: NewCallerOffer);
        scene.ExpectCaller("491 INVITE");
        scene.Rig.CallerSays("ACK", 2, branch: "z9hG4bK-c-INVITE-2");
        scene.Rig.CallerAnswers(offer, 491);
        scene.ExpectCaller("ACK");
        scene.Rig.Advance(2.1);

        var again = scene.ExpectCaller("INVITE");
        Assert.Equal(BridgeScene.HumanToCaller, SipText.Body(again.Text));
        scene.Rig.CallerAnswers(again, 200, B2buaRig.Offer);
        scene.ExpectCaller("ACK");
        await scene.ExpectAsync(B2buaBridgeStatus.Connected, 200);
    }

    [Fact]
    public async Task A_target_that_cannot_be_reached_is_told_as_that()
    {
        await using var rig = await B2buaRig.InCallAsync();
        rig.Caller.ConnectFailure = Realtime.Sip.Transports.SipTransportFailure.NotResolved;
        var target = new B2buaTarget { Uri = SipUri.Parse("sip:1@h"), Destination = new(Realtime.Sip.Transports.SipTransportKind.Udp, BridgeScene.Human) };

        var result = await rig.Call.BridgeAsync(new B2buaBridgeRequest { Target = target }, TestContext.Current.CancellationToken);

        Assert.Equal(B2buaBridgeStatus.Unreachable, result.Status);
        Assert.False(rig.Call.IsBridging);
        rig.ExpectSilence();
    }

    [Fact]
    public async Task A_network_that_says_nothing_at_all_is_given_up_before_its_time_to_ring()
    {
        await using var scene = await BridgeScene.StartAsync();

        scene.Rig.Advance(5.9);
        Assert.False(scene.Bridging.IsCompleted);
        scene.Rig.Advance(0.2);

        await scene.ExpectAsync(B2buaBridgeStatus.Unreachable, 408);
        Assert.False(scene.Rig.Call.IsBridging);
    }

    [Fact]
    public async Task The_caller_id_of_the_site_calls_where_it_is_given()
    {
        await using var scene = await BridgeScene.StartAsync(from: NameAddress.Parse("<sip:+15550100@gateway.example.com>"));

        Assert.StartsWith("<sip:+15550100@gateway.example.com>;tag=", SipText.Header(scene.Invite.Text, "From"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_carrier_that_asks_who_calls_is_told_and_the_bridge_goes_on()
    {
        await using var scene = await BridgeScene.StartAsync(adjust: target => target with { Credentials = new SipCredentials("trunk", "secret") });

        scene.HumanAnswers(407, extra: "Proxy-Authenticate: Digest realm=\"carrier\", nonce=\"n1\", qop=\"auth\", algorithm=MD5");

        scene.ExpectHuman("ACK");
        var again = scene.InvitedAgain();
        Assert.Contains("username=\"trunk\"", SipText.Header(again.Text, "Proxy-Authorization"), StringComparison.Ordinal);
        Assert.Equal("2 INVITE", SipText.Header(again.Text, "CSeq"));
        scene.HumanAnswers(200, BridgeScene.HumanSays);
        Assert.Equal("2 ACK", SipText.Header(scene.ExpectHuman("ACK").Text, "CSeq"));
        scene.Rig.CallerAnswers(scene.ExpectCaller("INVITE"), 200, B2buaRig.Offer);
        scene.ExpectCaller("ACK");
        await scene.ExpectAsync(B2buaBridgeStatus.Connected, 200);
    }

    [Fact]
    public async Task The_targets_session_timer_is_the_calls_once_it_is_bridged()
    {
        await using var scene = await BridgeScene.StartAsync(
            adjust: target => target with { Session = new SessionTimerOptions { Mode = SessionTimerMode.Request, Seconds = 1800, MinSeconds = 90 } });
        Assert.StartsWith("1800", SipText.Header(scene.Invite.Text, "Session-Expires"), StringComparison.Ordinal);
        scene.HumanAnswers(200, BridgeScene.HumanSays, extra: "Session-Expires: 100;refresher=uac\nRequire: timer");
        scene.ExpectHuman("ACK");
        scene.Rig.CallerAnswers(scene.ExpectCaller("INVITE"), 200, B2buaRig.Offer);
        scene.ExpectCaller("ACK");
        await scene.ExpectAsync(B2buaBridgeStatus.Connected, 200);
        scene.Rig.VendorAnswers(scene.Rig.ExpectTarget("BYE"), 200);

        scene.Rig.Advance(51);

        var refresh = scene.ExpectHuman("INVITE");
        Assert.Equal(B2buaRig.Offer, SipText.Body(refresh.Text));
    }

    [Fact]
    public async Task A_call_that_is_handed_over_lets_the_ringing_go()
    {
        await using var scene = await BridgeScene.StartAsync();
        scene.HumanAnswers(180);

        Assert.NotNull(await scene.Rig.Call.HandOverAsync());

        scene.ExpectHuman("CANCEL");
        await scene.ExpectAsync(B2buaBridgeStatus.Abandoned);
    }

    [Fact]
    public async Task A_bridged_call_that_is_handed_over_keeps_the_callers_session_going()
    {
        await using var scene = await BridgeScene.StartAsync();
        await scene.ConnectAsync();

        await using var next = await B2buaRig.TakenOverAsync(scene.Rig);
        next.CallerSays("UPDATE", 2, body: B2buaRig.Offer);

        Assert.Equal(BridgeScene.HumanToCaller, SipText.Body(next.ExpectCaller("200 UPDATE").Text));
    }

    [Fact]
    public async Task One_bridge_at_a_time()
    {
        await using var scene = await BridgeScene.StartAsync();

        var second = await scene.Rig.Call.BridgeAsync(scene.Request(), TestContext.Current.CancellationToken);

        Assert.Equal(B2buaBridgeStatus.NotInCall, second.Status);
        await scene.ConnectAsync();
    }

    [Fact]
    public async Task Our_hang_up_while_it_rings_ends_all_three()
    {
        await using var scene = await BridgeScene.StartAsync();
        scene.HumanAnswers(180);

        await scene.Rig.Call.HangUpAsync();

        scene.HumanAnswers(200, request: scene.ExpectHuman("CANCEL"));
        scene.HumanAnswers(487);
        scene.Rig.CallerAnswers(scene.ExpectCaller("BYE"), 200);
        scene.ExpectHuman("ACK");
        scene.Rig.VendorAnswers(scene.Rig.ExpectTarget("BYE"), 200);
        await scene.Rig.ExpectEndAsync(B2buaCause.HungUp, B2buaPhase.InCall, 200);
    }
}
