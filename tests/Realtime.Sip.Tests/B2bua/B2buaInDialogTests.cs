using Realtime.Sip.B2bua;
using Realtime.Testing;
using Xunit;

namespace Realtime.Sip.Tests.B2bua;

/// <summary>Requests inside an established call: refreshes, offers, glare, INFO, OPTIONS, REFER.</summary>
public sealed class B2buaInDialogTests
{
    private const string SecondOffer = "v=0\r\no=- 17 2 IN IP4 198.51.100.7\r\ns=-\r\nc=IN IP4 198.51.100.7\r\nt=0 0\r\nm=audio 4002 RTP/SAVP 0\r\n";
    private const string SecondAnswer = "v=0\r\no=- 5 2 IN IP4 203.0.113.9\r\ns=OAI\r\nc=IN IP4 203.0.113.9\r\nt=0 0\r\nm=audio 6002 RTP/SAVP 0\r\n";
    private const string AllowsAll = "INVITE, ACK, BYE, CANCEL, UPDATE, INFO";

    [Theory]
    [InlineData(B2buaOfferPolicy.Relay, B2buaRig.Offer)]
    [InlineData(B2buaOfferPolicy.Reject, B2buaRig.Offer)]
    [InlineData(B2buaOfferPolicy.Reject, "")]
    public async Task A_session_refresh_is_answered_from_the_last_body_and_never_reaches_the_vendor(B2buaOfferPolicy policy, string body)
    {
        await using var rig = await InCallAsync(policy);

        rig.CallerSays("INVITE", 2, body: body);
        var ok = rig.ExpectCaller("200 INVITE");
        Assert.Equal(B2buaRig.Answer, SipText.Body(ok.Text));
        Assert.Equal("application/sdp", SipText.Header(ok.Text, "Content-Type"));
        rig.Advance(0.5);
        rig.ExpectCaller("200 INVITE");
        rig.CallerSays("ACK", 2, body: body.Length == 0 ? B2buaRig.Offer : null);

        rig.Advance(60);
        rig.ExpectSilence();
        Assert.Contains(rig.Events, happened => happened is { Kind: B2buaEventKind.Refreshed, Side: B2buaSide.Caller });
        Assert.DoesNotContain(rig.Events, happened => happened.Kind == B2buaEventKind.MediaDiverged);
    }

    [Fact]
    public async Task A_refresh_that_counts_up_its_version_is_still_a_refresh()
    {
        await using var rig = await InCallAsync(B2buaOfferPolicy.Reject);

        rig.CallerSays("INVITE", 2, body: B2buaRig.Offer.Replace("o=- 17 1 ", "o=- 17 2 ", StringComparison.Ordinal));

        Assert.Equal(B2buaRig.Answer, SipText.Body(rig.ExpectCaller("200 INVITE").Text));
        rig.ExpectSilence();
    }

    [Fact]
    public async Task A_refresh_of_the_vendor_is_answered_on_its_leg_too()
    {
        await using var rig = await InCallAsync(B2buaOfferPolicy.Reject);

        rig.VendorSays("INVITE", 1, body: B2buaRig.Answer, extra: "Contact: <sip:OAI@sip.example.org:5061>");

        var ok = rig.ExpectTarget("200 INVITE");
        Assert.Equal(B2buaRig.Offer, SipText.Body(ok.Text));
        rig.VendorSays("ACK", 1);
        rig.Advance(60);
        rig.ExpectSilence();
    }

    [Fact]
    public async Task A_repeated_offer_that_is_answered_with_something_new_is_told()
    {
        await using var rig = await InCallAsync(B2buaOfferPolicy.Reject);
        rig.CallerSays("INVITE", 2);
        rig.ExpectCaller("200 INVITE");

        rig.CallerSays("ACK", 2, body: SecondOffer);

        Assert.Contains(rig.Events, happened => happened is { Kind: B2buaEventKind.MediaDiverged, Side: B2buaSide.Caller });
    }

    [Fact]
    public async Task A_refresh_by_UPDATE_is_answered_on_its_leg_with_or_without_a_body()
    {
        await using var rig = await InCallAsync(B2buaOfferPolicy.Relay, AllowsAll);

        rig.CallerSays("UPDATE", 2);
        Assert.Equal("", SipText.Body(rig.ExpectCaller("200 UPDATE").Text));
        rig.CallerSays("UPDATE", 3, body: B2buaRig.Offer);
        Assert.Equal(B2buaRig.Answer, SipText.Body(rig.ExpectCaller("200 UPDATE").Text));
        rig.ExpectSilence();
    }

    [Fact]
    public async Task A_changed_offer_goes_to_the_vendor_its_answer_back_and_the_ACK_through()
    {
        await using var rig = await InCallAsync(B2buaOfferPolicy.Relay);

        rig.CallerSays("INVITE", 2, body: SecondOffer);
        var relayed = rig.ExpectTarget("INVITE");
        Assert.Equal(SecondOffer, SipText.Body(relayed.Text));
        Assert.Equal("2 INVITE", SipText.Header(relayed.Text, "CSeq"));
        rig.VendorAnswers(relayed, 200, SecondAnswer, "Contact: <sip:moved@sip.example.org:5061>");
        Assert.Equal(SecondAnswer, SipText.Body(rig.ExpectCaller("200 INVITE").Text));
        rig.ExpectSilence();
        rig.CallerSays("ACK", 2);
        var ack = rig.ExpectTarget("ACK");
        Assert.Equal("2 ACK", SipText.Header(ack.Text, "CSeq"));
        Assert.StartsWith("ACK sip:moved@sip.example.org:5061", ack.Text, StringComparison.Ordinal);

        // From here on this is what a refresh repeats.
        rig.CallerSays("INVITE", 3, body: SecondOffer);
        Assert.Equal(SecondAnswer, SipText.Body(rig.ExpectCaller("200 INVITE").Text));
        rig.ExpectSilence();
    }

    [Fact]
    public async Task An_offer_asked_for_by_an_INVITE_without_one_comes_from_the_vendor_and_the_answer_goes_in_the_ACK()
    {
        await using var rig = await InCallAsync(B2buaOfferPolicy.Relay);

        rig.CallerSays("INVITE", 2);
        rig.VendorAnswers(rig.ExpectTarget("INVITE"), 200, SecondAnswer);
        Assert.Equal(SecondAnswer, SipText.Body(rig.ExpectCaller("200 INVITE").Text));
        rig.CallerSays("ACK", 2, body: SecondOffer);

        Assert.Equal(SecondOffer, SipText.Body(rig.ExpectTarget("ACK").Text));
    }

    [Fact]
    public async Task A_changed_offer_of_the_vendor_goes_to_the_caller()
    {
        await using var rig = await InCallAsync(B2buaOfferPolicy.Relay);

        rig.VendorSays("INVITE", 1, body: SecondAnswer);
        var relayed = rig.ExpectCaller("INVITE");
        Assert.Equal(SecondAnswer, SipText.Body(relayed.Text));
        rig.CallerAnswers(relayed, 200, SecondOffer);
        Assert.Equal(SecondOffer, SipText.Body(rig.ExpectTarget("200 INVITE").Text));
        rig.VendorSays("ACK", 1);

        Assert.Equal("1 ACK", SipText.Header(rig.ExpectCaller("ACK").Text, "CSeq"));
        rig.ExpectSilence();
    }

    [Theory]
    [InlineData(415, "488 INVITE")]
    [InlineData(500, "488 INVITE")]
    [InlineData(408, "488 INVITE")]
    [InlineData(491, "491 INVITE")]
    public async Task A_changed_offer_that_fails_is_refused_and_the_call_stays(int status, string answer)
    {
        await using var rig = await InCallAsync(B2buaOfferPolicy.Relay);
        rig.CallerSays("INVITE", 2, body: SecondOffer);

        rig.VendorAnswers(rig.ExpectTarget("INVITE"), status);

        rig.ExpectTarget("ACK");
        rig.ExpectCaller(answer);
        rig.CallerSays("ACK", 2, branch: "z9hG4bK-c-INVITE-2");
        rig.ExpectSilence();
        Assert.False(rig.Call.Completion.IsCompleted);
        rig.CallerSays("INVITE", 3, body: B2buaRig.Offer);
        Assert.Equal(B2buaRig.Answer, SipText.Body(rig.ExpectCaller("200 INVITE").Text));
    }

    [Fact]
    public async Task A_changed_offer_that_the_profile_refuses_never_reaches_the_vendor()
    {
        await using var rig = await InCallAsync(B2buaOfferPolicy.Reject);

        rig.CallerSays("INVITE", 2, body: SecondOffer);

        rig.ExpectCaller("488 INVITE");
        rig.ExpectSilence();
        Assert.Contains(rig.Events, happened => happened is { Kind: B2buaEventKind.OfferRefused, Status: 488 });
    }

    [Fact]
    public async Task A_vendor_that_is_silent_to_an_offer_does_not_cost_the_call()
    {
        await using var rig = await InCallAsync(B2buaOfferPolicy.Relay);
        rig.CallerSays("INVITE", 2, body: SecondOffer);
        rig.ExpectTarget("INVITE");

        rig.Advance(33);

        Assert.Contains(rig.Caller.Sent, message => message.Status == 488);
        Assert.False(rig.Call.Completion.IsCompleted);
    }

    [Fact]
    public async Task A_vendor_that_does_not_know_the_dialog_any_more_ends_the_call()
    {
        await using var rig = await InCallAsync(B2buaOfferPolicy.Relay);
        rig.CallerSays("INVITE", 2, body: SecondOffer);

        rig.VendorAnswers(rig.ExpectTarget("INVITE"), 481);

        rig.ExpectTarget("ACK");
        rig.ExpectCaller("488 INVITE");
        rig.CallerAnswers(rig.ExpectCaller("BYE"), 200);
        rig.VendorAnswers(rig.ExpectTarget("BYE"), 481);
        await rig.ExpectEndAsync(B2buaCause.TargetLost, B2buaPhase.InCall, 200);
    }

    [Fact]
    public async Task Offers_that_cross_are_both_sent_back()
    {
        await using var rig = await InCallAsync(B2buaOfferPolicy.Relay);
        rig.CallerSays("INVITE", 2, body: SecondOffer);
        var relayed = rig.ExpectTarget("INVITE");

        rig.VendorSays("INVITE", 1, body: SecondAnswer);
        rig.ExpectTarget("491 INVITE");
        rig.VendorAnswers(relayed, 491);
        rig.ExpectTarget("ACK");
        rig.ExpectCaller("491 INVITE");
        Assert.False(rig.Call.Completion.IsCompleted);
    }

    [Fact]
    public async Task A_second_offer_of_the_same_side_is_told_to_come_back()
    {
        await using var rig = await InCallAsync(B2buaOfferPolicy.Relay);
        rig.CallerSays("INVITE", 2, body: SecondOffer);
        rig.ExpectTarget("INVITE");

        rig.CallerSays("INVITE", 3, body: B2buaRig.Offer);

        var busy = rig.ExpectCaller("500 INVITE");
        Assert.InRange(int.Parse(SipText.Header(busy.Text, "Retry-After")!, System.Globalization.CultureInfo.InvariantCulture), 0, 10);
    }

    [Fact]
    public async Task A_cancelled_offer_is_cancelled_at_the_vendor_and_its_own_answer_passes_back()
    {
        await using var rig = await InCallAsync(B2buaOfferPolicy.Relay);
        rig.CallerSays("INVITE", 2, body: SecondOffer);
        var relayed = rig.ExpectTarget("INVITE");
        rig.VendorAnswers(relayed, 100);

        rig.CallerSays("CANCEL", 2, branch: "z9hG4bK-c-INVITE-2");
        rig.ExpectCaller("200 CANCEL");
        rig.VendorAnswers(rig.ExpectTarget("CANCEL"), 200);
        rig.VendorAnswers(relayed, 487);

        rig.ExpectTarget("ACK");
        rig.ExpectCaller("487 INVITE");
        Assert.False(rig.Call.Completion.IsCompleted);
    }

    [Fact]
    public async Task BYE_amid_an_offer_closes_it_and_a_late_200_is_still_acknowledged()
    {
        await using var rig = await InCallAsync(B2buaOfferPolicy.Relay);
        rig.CallerSays("INVITE", 2, body: SecondOffer);
        var relayed = rig.ExpectTarget("INVITE");

        rig.CallerSays("BYE", 3);
        rig.ExpectCaller("200 BYE");
        rig.ExpectCaller("487 INVITE");
        var bye = rig.ExpectTarget("BYE");
        rig.VendorAnswers(relayed, 200, SecondAnswer);
        Assert.Equal("2 ACK", SipText.Header(rig.ExpectTarget("ACK").Text, "CSeq"));
        rig.VendorAnswers(bye, 200);

        rig.CallerSays("ACK", 2, branch: "z9hG4bK-c-INVITE-2");
        await rig.ExpectEndAsync(B2buaCause.CallerHungUp, B2buaPhase.InCall, 200);
    }

    [Fact]
    public async Task An_answered_offer_without_ACK_ends_the_call()
    {
        await using var rig = await InCallAsync(B2buaOfferPolicy.Relay);
        rig.CallerSays("INVITE", 2, body: SecondOffer);
        rig.VendorAnswers(rig.ExpectTarget("INVITE"), 200, SecondAnswer);

        rig.Advance(12);

        rig.ExpectTarget("ACK");
        rig.ExpectTarget("BYE");
        Assert.Equal(B2buaCause.NotAcknowledged, (await rig.Call.Completion).Cause);
    }

    [Fact]
    public async Task An_offer_by_UPDATE_passes_only_where_the_other_side_allows_it()
    {
        await using var rig = await InCallAsync(B2buaOfferPolicy.Relay, AllowsAll);
        rig.CallerSays("UPDATE", 2, body: SecondOffer);
        var relayed = rig.ExpectTarget("UPDATE");
        Assert.Equal(SecondOffer, SipText.Body(relayed.Text));
        rig.VendorAnswers(relayed, 200, SecondAnswer);
        Assert.Equal(SecondAnswer, SipText.Body(rig.ExpectCaller("200 UPDATE").Text));

        await using var other = await InCallAsync(B2buaOfferPolicy.Relay);
        other.CallerSays("UPDATE", 2, body: SecondOffer);
        other.ExpectCaller("488 UPDATE");
        other.ExpectSilence();
    }

    [Fact]
    public async Task INFO_passes_only_where_the_other_side_allows_it()
    {
        await using var rig = await InCallAsync(B2buaOfferPolicy.Relay, AllowsAll);
        Assert.Contains("INFO", SipText.Header(rig.Ok.Text, "Allow"), StringComparison.Ordinal);
        rig.Caller.Receive(SipText.Request(
            "INFO", branch: "z9hG4bK-info", toTag: SipText.Parameter(SipText.Header(rig.Ok.Text, "To"), "tag"), cseq: 2,
            extra: "Content-Type: application/dtmf-relay", body: "Signal=5\r\nDuration=160\r\n"));
        var relayed = rig.ExpectTarget("INFO");
        Assert.Equal("Signal=5\r\nDuration=160\r\n", SipText.Body(relayed.Text));
        Assert.Equal("application/dtmf-relay", SipText.Header(relayed.Text, "Content-Type"));
        rig.VendorAnswers(relayed, 200);
        rig.ExpectCaller("200 INFO");

        await using var other = await InCallAsync(B2buaOfferPolicy.Relay);
        Assert.DoesNotContain("INFO", SipText.Header(other.Ok.Text, "Allow"), StringComparison.Ordinal);
        other.CallerSays("INFO", 2);
        Assert.Contains("INVITE", SipText.Header(other.ExpectCaller("405 INFO").Text, "Allow"), StringComparison.Ordinal);
        other.ExpectSilence();
    }

    [Fact]
    public async Task OPTIONS_inside_the_dialog_is_answered_here()
    {
        await using var rig = await InCallAsync(B2buaOfferPolicy.Relay);

        rig.VendorSays("OPTIONS", 1);

        rig.ExpectTarget("200 OPTIONS");
        rig.ExpectSilence();
    }

    [Fact]
    public async Task A_REFER_that_nobody_expects_is_declined_from_either_side()
    {
        await using var rig = await InCallAsync(B2buaOfferPolicy.Relay);

        rig.VendorSays("REFER", 1, extra: "Refer-To: <tel:+15550123>");
        rig.ExpectTarget("603 REFER");
        rig.CallerSays("REFER", 2, extra: "Refer-To: <tel:+15550123>");
        rig.ExpectCaller("603 REFER");
        rig.ExpectSilence();
        Assert.Equal(2, rig.Events.Count(happened => happened.Kind == B2buaEventKind.ReferReceived));
    }

    [Theory]
    [InlineData(488, "488 REFER")]
    [InlineData(202, "603 REFER")]
    public async Task The_owner_decides_on_a_REFER_but_can_not_promise_what_is_not_there(int decision, string answer)
    {
        await using var rig = await B2buaRig.InCallAsync(
            rig => new B2buaCallOptions { Observer = rig.Events.Add, OnRefer = (_, _) => ValueTask.FromResult(decision) });

        rig.VendorSays("REFER", 1, extra: "Refer-To: <tel:+15550123>");

        rig.ExpectTarget(answer);
    }

    [Fact]
    public async Task An_offer_before_the_first_ACK_is_told_to_come_back()
    {
        await using var rig = await B2buaRig.AnsweredAsync();

        rig.CallerSays("UPDATE", 2, body: SecondOffer);
        rig.ExpectCaller("500 UPDATE");
        rig.VendorSays("INVITE", 1, body: SecondAnswer);
        rig.ExpectTarget("500 INVITE");
    }

    [Fact]
    public async Task A_flood_inside_a_dialog_costs_its_sender_errors_and_nobody_the_call()
    {
        await using var rig = await InCallAsync(B2buaOfferPolicy.Relay);
        for (var i = 2; i < 500; i++)
        {
            rig.CallerSays("INVITE", i, body: SecondOffer);
        }

        Assert.Equal(1, rig.Target.Sent.Count(message => message.Method == "INVITE"));
        Assert.Equal(497, rig.Caller.Sent.Count(message => message.Status == 500));
        Assert.False(rig.Call.Completion.IsCompleted);
    }

    [Fact]
    public async Task What_comes_while_too_much_waits_already_is_told_to_come_back()
    {
        const int Flood = 50;
        var options = (B2buaRig rig) => new B2buaCallOptions
        {
            Observer = happened =>
            {
                for (var i = 0; happened.Kind == B2buaEventKind.ReferReceived && i < Flood; i++)
                {
                    rig.CallerSays("OPTIONS", 10 + i);
                }
            },
        };
        await using var rig = await B2buaRig.InCallAsync(options);

        rig.VendorSays("REFER", 1, extra: "Refer-To: <tel:+15550123>");

        var taken = rig.Endpoint.Dialogs.Options.MaxBacklog;
        Assert.Equal(Flood - taken, rig.Caller.Sent.Count(message => message.Status == 500));
        Assert.Equal(taken, rig.Caller.Sent.Count(message => message.Status == 200));
        Assert.Contains(rig.Log.Lines, line => line.Id.Id == 3503);
        rig.ExpectTarget("603 REFER");
    }

    private static async Task<B2buaRig> InCallAsync(B2buaOfferPolicy changedOffers, string? allow = null)
    {
        var rig = await B2buaRig.InvitedAsync(extra: "Allow: " + AllowsAll);
        rig.Destination = rig.Destination with { ChangedOffers = changedOffers };
        rig.Dial();
        rig.AnswerAndAcknowledge(allow);
        return rig;
    }
}
