using Realtime.Sip.B2bua;
using Realtime.Sip.Dialogs;
using Realtime.Testing;
using Xunit;

namespace Realtime.Sip.Tests.B2bua;

/// <summary>An established call that one process leaves and another takes up, the snapshot going through JSON.</summary>
public sealed class B2buaHandoverTests
{
    [Fact]
    public async Task A_call_handed_over_is_left_in_silence()
    {
        await using var first = await B2buaRig.InCallAsync();

        first.Endpoint.StopReceiving();
        Assert.NotNull(await first.Call.HandOverAsync());

        first.CallerSays("INFO", 2);
        first.CallerSays("BYE", 3);
        await first.Call.HangUpAsync();
        first.Advance(60);
        first.ExpectSilence();
        Assert.False(first.Call.Completion.IsCompleted);
    }

    [Fact]
    public async Task The_caller_hangs_up_with_the_process_that_took_over()
    {
        await using var first = await B2buaRig.InCallAsync();
        await using var next = await B2buaRig.TakenOverAsync(first);

        next.CallerSays("BYE", 2);

        next.ExpectCaller("200 BYE");
        var bye = next.ExpectTarget("BYE");
        Assert.Equal(SipText.Header(first.Invite.Text, "Call-ID"), SipText.Header(bye.Text, "Call-ID"));
        Assert.Equal(SipText.Header(first.Invite.Text, "From"), SipText.Header(bye.Text, "From"));
        Assert.Contains("tag=oai", SipText.Header(bye.Text, "To"), StringComparison.Ordinal);
        Assert.Equal("2 BYE", SipText.Header(bye.Text, "CSeq"));
        next.VendorAnswers(bye, 200);
        await next.ExpectEndAsync(B2buaCause.CallerHungUp, B2buaPhase.InCall, 200);
    }

    [Fact]
    public async Task The_vendor_hangs_up_with_the_process_that_took_over()
    {
        await using var first = await B2buaRig.InCallAsync();
        await using var next = await B2buaRig.TakenOverAsync(first);

        next.VendorSays("BYE", 1);

        next.ExpectTarget("200 BYE");
        var bye = next.ExpectCaller("BYE");
        Assert.Equal("1 BYE", SipText.Header(bye.Text, "CSeq"));
        next.CallerAnswers(bye, 200);
        await next.ExpectEndAsync(B2buaCause.TargetHungUp, B2buaPhase.InCall, 200);
    }

    [Fact]
    public async Task A_refresh_is_answered_from_the_body_that_was_handed_over()
    {
        await using var first = await B2buaRig.InCallAsync();
        await using var next = await B2buaRig.TakenOverAsync(first);

        next.CallerSays("INVITE", 2, body: B2buaRig.Offer);

        Assert.Equal(B2buaRig.Answer, SipText.Body(next.ExpectCaller("200 INVITE").Text));
        next.CallerSays("ACK", 2);
        next.ExpectSilence();
    }

    [Fact]
    public async Task A_request_that_the_first_process_has_seen_is_out_of_order_for_the_second()
    {
        await using var first = await B2buaRig.InCallAsync();
        first.CallerSays("OPTIONS", 2);
        first.ExpectCaller("200 OPTIONS");
        await using var next = await B2buaRig.TakenOverAsync(first);

        next.CallerSays("INFO", 2);

        next.ExpectCaller("500 INFO");
    }

    [Fact]
    public async Task A_call_that_is_not_established_is_kept()
    {
        await using var rig = await B2buaRig.AnsweredAsync();

        Assert.Null(await rig.Call.HandOverAsync());

        rig.CallerSays("ACK", 1);
        rig.ExpectTarget("ACK");
        Assert.NotNull(await rig.Call.HandOverAsync());
    }

    [Fact]
    public async Task A_call_with_an_offer_under_way_is_kept()
    {
        await using var rig = await B2buaRig.InCallAsync();
        rig.CallerSays("INVITE", 2, body: B2buaRig.Offer.Replace("4000", "4002", StringComparison.Ordinal));
        rig.ExpectTarget("INVITE");

        Assert.Null(await rig.Call.HandOverAsync());
    }

    [Fact]
    public async Task A_session_that_was_ours_to_refresh_is_refreshed_at_once_by_the_process_that_took_over()
    {
        var options = new B2buaCallOptions { CallerSession = new SessionTimerOptions { Mode = SessionTimerMode.Accept } };
        await using var first = await B2buaRig.InCallAsync(_ => options, extra: "Supported: timer\nSession-Expires: 1800;refresher=uas");
        await using var next = await B2buaRig.TakenOverAsync(first, options);

        next.Advance(3);

        var refresh = next.ExpectCaller("INVITE");
        Assert.Contains("1800", SipText.Header(refresh.Text, "Session-Expires"), StringComparison.Ordinal);
        Assert.Equal(B2buaRig.Answer, SipText.Body(refresh.Text));
    }

    [Fact]
    public async Task A_call_whose_target_nobody_listens_for_is_handed_over_a_second_time()
    {
        await using var first = await B2buaRig.InCallAsync();
        await using var second = await B2buaRig.TakenOverAsync(first, change: snapshot => snapshot with { Target = snapshot.Target with { Local = "0.0.0.0:0" } });
        await using var third = await B2buaRig.TakenOverAsync(second);

        third.CallerSays("BYE", 2);

        third.ExpectCaller("200 BYE");
        third.ExpectTarget("BYE");
    }
}
