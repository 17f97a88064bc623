using System.Globalization;
using Realtime.Sip.B2bua;
using Realtime.Sip.Dialogs;
using Realtime.Testing;
using Xunit;

namespace Realtime.Sip.Tests.B2bua;

/// <summary>What comes before the answer: reliable provisional responses (RFC 3262) on each leg by itself, early media, forks.</summary>
public sealed class B2buaReliableProvisionalTests
{
    private const string NewOffer = "v=0\r\no=- 17 2 IN IP4 198.51.100.7\r\ns=-\r\nc=IN IP4 198.51.100.7\r\nt=0 0\r\nm=audio 4002 RTP/SAVP 0\r\n";

    [Fact]
    public async Task A_caller_that_requires_it_gets_its_ringing_until_it_is_acknowledged()
    {
        await using var rig = await DialledAsync("Require: 100rel");
        await rig.Call.RingAsync();
        var ringing = rig.ExpectCaller("180 INVITE");
        Assert.Equal("100rel", SipText.Header(ringing.Text, "Require"));
        rig.Advance(0.5);
        Assert.Equal(ringing.Text, rig.ExpectCaller("180 INVITE").Text);
        rig.Advance(1);
        rig.ExpectCaller("180 INVITE");

        rig.CallerPracks(ringing, 2);

        rig.ExpectCaller("200 PRACK");
        rig.Advance(20);
        rig.ExpectSilence();
        rig.VendorAnswers();
        var ok = rig.ExpectCaller("200 INVITE");
        Assert.Contains("PRACK", SipText.Header(ok.Text, "Allow"), StringComparison.Ordinal);
        rig.AcknowledgeAs(ok);
        rig.ExpectTarget("ACK");
    }

    [Fact]
    public async Task The_next_one_waits_until_the_one_before_is_acknowledged()
    {
        await using var rig = await DialledAsync("Require: 100rel", B2buaProgress.Relay);
        rig.VendorProgresses(180);
        var first = rig.ExpectCaller("180 INVITE");
        rig.VendorProgresses(181);
        rig.VendorProgresses(183, B2buaRig.Answer);
        rig.ExpectSilence();

        rig.CallerPracks(first, 2);

        var second = rig.ExpectCaller("181 INVITE");
        rig.ExpectCaller("200 PRACK");
        Assert.Equal(RSeq(first) + 1, RSeq(second));
        rig.CallerPracks(second, 3);
        Assert.Equal(B2buaRig.Answer, SipText.Body(rig.ExpectCaller("183 INVITE").Text));
    }

    [Fact]
    public async Task A_PRACK_for_something_else_acknowledges_nothing()
    {
        await using var rig = await DialledAsync("Require: 100rel");
        await rig.Call.RingAsync();
        var ringing = rig.ExpectCaller("180 INVITE");

        rig.CallerPracks(ringing, 2, $"{RSeq(ringing) + 1} 1 INVITE");
        rig.ExpectCaller("481 PRACK");
        rig.CallerPracks(ringing, 3, $"{RSeq(ringing)} 7 INVITE");
        rig.ExpectCaller("481 PRACK");
        rig.CallerPracks(ringing, 4, "nonsense");
        rig.ExpectCaller("481 PRACK");
        rig.Advance(0.5);
        rig.ExpectCaller("180 INVITE");
        rig.CallerPracks(ringing, 5);
        rig.ExpectCaller("200 PRACK");
        rig.CallerPracks(ringing, 6);
        rig.ExpectCaller("481 PRACK");
    }

    [Fact]
    public async Task Without_a_PRACK_the_call_is_refused_and_the_target_cancelled()
    {
        await using var rig = await DialledAsync("Require: 100rel");
        rig.VendorAnswers(100);
        await rig.Call.RingAsync();

        rig.Advance(31.9);
        Assert.All(rig.Caller.Sent, message => Assert.Equal(180, message.Status));
        rig.ForgetSent();
        rig.Advance(0.2);

        rig.ExpectCaller("504 INVITE");
        rig.VendorAnswers(rig.ExpectTarget("CANCEL"), 200);
        rig.VendorAnswers(487);
        rig.ExpectTarget("ACK");
        await rig.ExpectEndAsync(B2buaCause.NotAcknowledged, B2buaPhase.BeforeAnswer, 504);
    }

    [Fact]
    public async Task The_answer_waits_until_the_caller_has_acknowledged_the_description_before_it()
    {
        await using var rig = await DialledAsync("Require: 100rel", B2buaProgress.Relay);
        rig.VendorProgresses(183, B2buaRig.Answer);
        var progress = rig.ExpectCaller("183 INVITE");

        rig.VendorAnswers();
        rig.VendorAnswers();
        rig.ExpectSilence();
        rig.CallerPracks(progress, 2);

        rig.ExpectCaller("200 PRACK");
        rig.AcknowledgeAs(rig.ExpectCaller("200 INVITE"));
        rig.ExpectTarget("ACK");
        rig.ExpectSilence();
    }

    [Fact]
    public async Task A_caller_that_cancels_meanwhile_leaves_no_leg_up()
    {
        await using var rig = await DialledAsync("Require: 100rel", B2buaProgress.Relay);
        rig.VendorProgresses(183, B2buaRig.Answer);
        rig.ExpectCaller("183 INVITE");
        rig.VendorAnswers();

        rig.Caller.Receive(SipText.Request("CANCEL"));

        rig.ExpectCaller("200 CANCEL");
        rig.ExpectCaller("487 INVITE");
        rig.ExpectTarget("ACK");
        rig.VendorAnswers(rig.ExpectTarget("BYE"), 200);
        await rig.ExpectEndAsync(B2buaCause.CallerCancelled, B2buaPhase.BeforeAnswer, 487);
    }

    [Theory]
    [InlineData(ReliabilityMode.Required, "Supported: 100rel", false)]
    [InlineData(ReliabilityMode.Required, "Require: 100rel", true)]
    [InlineData(ReliabilityMode.Supported, "Supported: 100rel", true)]
    [InlineData(ReliabilityMode.Supported, "Subject: none", false)]
    [InlineData(ReliabilityMode.Off, "Supported: 100rel", false)]
    public async Task The_profile_says_for_whom_it_is_done(ReliabilityMode mode, string header, bool isReliable)
    {
        await using var rig = await B2buaRig.InvitedAsync(
            rig => new B2buaCallOptions { Observer = rig.Events.Add, CallerProvisionals = mode }, extra: header);

        await rig.Call.RingAsync();

        Assert.Equal(isReliable, SipText.Header(rig.ExpectCaller("180 INVITE").Text, "RSeq") is not null);
    }

    [Fact]
    public async Task Where_it_is_off_who_requires_it_is_told_so()
    {
        await using var rig = await B2buaRig.InvitedAsync(
            rig => new B2buaCallOptions { CallerProvisionals = ReliabilityMode.Off }, extra: "Require: 100rel");

        Assert.Equal("100rel", SipText.Header(rig.ExpectCaller("420 INVITE").Text, "Unsupported"));
        Assert.Equal((0, 0), (rig.Calls, rig.Endpoint.Dialogs.Count));
    }

    [Fact]
    public async Task A_new_offer_in_a_PRACK_is_refused_and_what_it_acknowledges_is_acknowledged()
    {
        await using var rig = await DialledAsync("Require: 100rel", B2buaProgress.Relay);
        rig.VendorProgresses(183, B2buaRig.Answer);

        rig.CallerPracks(rig.ExpectCaller("183 INVITE"), 2, body: NewOffer);

        rig.ExpectCaller("488 PRACK");
        rig.Advance(20);
        rig.ExpectSilence();
        Assert.False(rig.Call.Completion.IsCompleted);
    }

    [Fact]
    public async Task A_reliable_response_of_the_target_is_acknowledged_once_and_in_order()
    {
        await using var rig = await DialledAsync("Subject: none", isReliable: true);
        Assert.Equal("100rel", SipText.Header(rig.Invite.Text, "Supported"));

        rig.VendorProgresses(180, extra: "Require: 100rel\nRSeq: 41");
        var prack = rig.ExpectTarget("PRACK");
        Assert.Equal(("41 1 INVITE", "2 PRACK"), (SipText.Header(prack.Text, "RAck"), SipText.Header(prack.Text, "CSeq")));
        Assert.StartsWith("PRACK sip:OAI@sip.example.org:5061", prack.Text, StringComparison.Ordinal);
        Assert.Equal("oai", SipText.Parameter(SipText.Header(prack.Text, "To"), "tag"));
        rig.VendorAnswers(prack, 200);
        rig.VendorProgresses(180, extra: "Require: 100rel\nRSeq: 41");
        rig.VendorProgresses(183, extra: "Require: 100rel\nRSeq: 43");
        rig.ExpectSilence();
        rig.VendorProgresses(183, B2buaRig.Answer, "Require: 100rel\nRSeq: 42");
        Assert.Equal("42 1 INVITE", SipText.Header(rig.ExpectTarget("PRACK").Text, "RAck"));

        // The 2xx has no description any more: it came before, to us.
        rig.VendorAnswers(body: null);
        var ok = rig.ExpectCaller("200 INVITE");
        Assert.Equal(B2buaRig.Answer, SipText.Body(ok.Text));
        rig.AcknowledgeAs(ok);
        Assert.Equal("1 ACK", SipText.Header(rig.ExpectTarget("ACK").Text, "CSeq"));
        await rig.Call.HangUpAsync();
        Assert.Equal("4 BYE", SipText.Header(rig.ExpectTarget("BYE").Text, "CSeq"));
    }

    [Fact]
    public async Task A_target_is_not_asked_for_it_where_the_caller_made_no_offer()
    {
        await using var rig = await B2buaRig.InvitedAsync(body: null);
        rig.Destination = rig.Destination with { ReliableProvisionals = true, OfferlessInvite = B2buaOfferPolicy.Relay };

        rig.Dial();

        Assert.Null(SipText.Header(rig.Invite.Text, "Supported"));
    }

    [Fact]
    public async Task Each_branch_of_a_fork_counts_by_itself()
    {
        await using var rig = await DialledAsync("Subject: none", isReliable: true);

        rig.VendorProgresses(180, extra: "Require: 100rel\nRSeq: 7", tag: "a");
        Assert.Equal("7 1 INVITE", SipText.Header(rig.ExpectTarget("PRACK").Text, "RAck"));
        rig.VendorProgresses(180, extra: "Require: 100rel\nRSeq: 900", tag: "b");

        var second = rig.ExpectTarget("PRACK");
        Assert.Equal(("900 1 INVITE", "b"), (SipText.Header(second.Text, "RAck"), SipText.Parameter(SipText.Header(second.Text, "To"), "tag")));
    }

    [Fact]
    public async Task Early_media_passes_untouched_and_only_that_of_the_branch_that_spoke_first()
    {
        await using var rig = await DialledAsync("Subject: none", B2buaProgress.Relay);

        rig.VendorProgresses(183, B2buaRig.Answer, tag: "a");
        var first = rig.ExpectCaller("183 INVITE");
        Assert.Equal((B2buaRig.Answer, "application/sdp"), (SipText.Body(first.Text), SipText.Header(first.Text, "Content-Type")));
        Assert.Null(SipText.Header(first.Text, "RSeq"));
        rig.VendorProgresses(183, NewOffer, tag: "b");
        var second = rig.ExpectCaller("183 INVITE");
        Assert.Equal(("", null), (SipText.Body(second.Text), SipText.Header(second.Text, "Content-Type")));
        rig.VendorProgresses(199, tag: "b");
        rig.ExpectSilence();
        Assert.Equal(SipText.Header(first.Text, "To"), SipText.Header(second.Text, "To"));
    }

    [Theory]
    [InlineData(B2buaProgress.Local, new string[0])]
    [InlineData(B2buaProgress.Ring, new[] { "180 INVITE" })]
    [InlineData(B2buaProgress.Relay, new[] { "183 INVITE", "180 INVITE" })]
    public async Task The_profile_says_what_the_caller_hears_of_the_target(B2buaProgress progress, string[] heard)
    {
        await using var rig = await DialledAsync("Subject: none", progress);

        rig.VendorProgresses(100);
        rig.VendorProgresses(183, B2buaRig.Answer);
        rig.VendorProgresses(180);

        foreach (var one in heard)
        {
            Assert.Equal(progress == B2buaProgress.Relay && one[..3] == "183" ? B2buaRig.Answer : "", SipText.Body(rig.ExpectCaller(one).Text));
        }

        rig.ExpectSilence();
        Assert.Equal(3, rig.Events.Count(happened => happened.Kind == B2buaEventKind.Provisional));
    }

    [Fact]
    public async Task The_stricter_of_the_two_profiles_counts()
    {
        await using var rig = await B2buaRig.InvitedAsync(_ => new B2buaCallOptions { CallerProgress = B2buaProgress.Ring });
        rig.Destination = rig.Destination with { Progress = B2buaProgress.Relay };
        rig.Dial();

        rig.VendorProgresses(183, B2buaRig.Answer);

        Assert.Equal("", SipText.Body(rig.ExpectCaller("180 INVITE").Text));
    }

    [Fact]
    public async Task Our_own_ringing_may_be_a_183()
    {
        await using var rig = await B2buaRig.InvitedAsync(_ => new B2buaCallOptions { RingStatus = 183 });

        await rig.Call.RingAsync();

        rig.ExpectCaller("183 INVITE");
    }

    [Fact]
    public async Task A_target_may_ask_before_it_answers_and_its_offers_have_to_wait()
    {
        await using var rig = await DialledAsync("Subject: none");
        rig.VendorProgresses(180);

        rig.VendorSays("UPDATE", 1, extra: "Contact: <sip:moved@sip.example.org:5061>");
        Assert.NotNull(SipText.Header(rig.ExpectTarget("200 UPDATE").Text, "Contact"));
        rig.VendorSays("OPTIONS", 2);
        rig.ExpectTarget("200 OPTIONS");
        rig.VendorSays("UPDATE", 3, body: NewOffer, extra: "Content-Type: application/sdp");
        Assert.NotNull(SipText.Header(rig.ExpectTarget("500 UPDATE").Text, "Retry-After"));
        rig.VendorSays("OPTIONS", 3);
        rig.ExpectTarget("500 OPTIONS");
        rig.VendorAnswers();
        rig.ExpectCaller("200 INVITE");
    }

    private static uint RSeq(LoopbackMessage message) => uint.Parse(SipText.Header(message.Text, "RSeq")!, CultureInfo.InvariantCulture);

    private static async Task<B2buaRig> DialledAsync(string header, B2buaProgress progress = B2buaProgress.Local, bool isReliable = false)
    {
        var rig = await B2buaRig.InvitedAsync(extra: header);
        rig.Destination = rig.Destination with { Progress = progress, ReliableProvisionals = isReliable };
        rig.Dial(deadline: 60);
        return rig;
    }
}
