using Realtime.Sip.B2bua;
using Realtime.Sip.Dialogs;
using Realtime.Testing;
using Xunit;

namespace Realtime.Sip.Tests.B2bua;

/// <summary>What crosses on the wire: CANCEL, BYE, answers, forks, timeouts and lost connections at the wrong moment.</summary>
public sealed class B2buaCrossingTests
{
    [Fact]
    public async Task CANCEL_reaches_the_target_once_it_was_heard()
    {
        await using var rig = await B2buaRig.DialledAsync();
        CallerCancels(rig, "Reason: Q.850;cause=16");
        rig.ExpectSilence();

        rig.VendorAnswers(100);
        var cancel = rig.ExpectTarget("CANCEL");
        Assert.Equal("Q.850;cause=16", SipText.Header(cancel.Text, "Reason"));
        rig.VendorAnswers(cancel, 200);
        rig.VendorAnswers(487);

        rig.ExpectTarget("ACK");
        Assert.Equal(DialStatus.CallEnded, (await rig.Dialling).Status);
        await rig.ExpectEndAsync(B2buaCause.CallerCancelled, B2buaPhase.BeforeAnswer, 487);
        Assert.Equal("Q.850;cause=16", (await rig.Call.Completion).Reason);
    }

    [Fact]
    public async Task A_cancelled_call_is_over_before_the_target_has_answered()
    {
        await using var rig = await B2buaRig.DialledAsync();
        CallerCancels(rig);

        Assert.Equal(B2buaCause.CallerCancelled, (await rig.Call.Completion).Cause);
        Assert.False(rig.Call.Settled.IsCompleted);
    }

    [Fact]
    public async Task The_targets_200_against_our_CANCEL_is_acknowledged_and_hung_up()
    {
        await using var rig = await B2buaRig.DialledAsync();
        rig.VendorAnswers(100);
        CallerCancels(rig);
        var cancel = rig.ExpectTarget("CANCEL");

        rig.VendorAnswers();
        rig.VendorAnswers(cancel, 200);

        rig.ExpectTarget("ACK");
        rig.VendorAnswers(rig.ExpectTarget("BYE"), 200);
        await rig.ExpectEndAsync(B2buaCause.CallerCancelled, B2buaPhase.BeforeAnswer, 487);
        rig.VendorAnswers();
        rig.ExpectTarget("ACK");
        rig.ExpectSilence();
    }

    [Fact]
    public async Task The_callers_CANCEL_against_our_200_changes_nothing()
    {
        await using var rig = await B2buaRig.AnsweredAsync();

        rig.Caller.Receive(SipText.Request("CANCEL"));
        rig.ExpectCaller("200 CANCEL");
        rig.CallerSays("ACK", 1);

        rig.ExpectTarget("ACK");
        rig.ExpectSilence();
        Assert.False(rig.Call.Completion.IsCompleted);
    }

    [Fact]
    public async Task BYE_against_BYE_is_answered_on_both_sides()
    {
        await using var rig = await B2buaRig.InCallAsync();
        rig.VendorSays("BYE", 1);
        rig.ExpectTarget("200 BYE");
        var bye = rig.ExpectCaller("BYE");

        rig.CallerSays("BYE", 2);
        rig.ExpectCaller("200 BYE");
        rig.CallerAnswers(bye, 481);

        await rig.ExpectEndAsync(B2buaCause.TargetHungUp, B2buaPhase.InCall, 200);
        rig.CallerSays("BYE", 3);
        rig.ExpectCaller("481 BYE");
    }

    [Fact]
    public async Task BYE_instead_of_ACK_ends_the_call_and_the_target_gets_its_ACK_first()
    {
        await using var rig = await B2buaRig.AnsweredAsync();

        rig.CallerSays("BYE", 2);

        rig.ExpectCaller("200 BYE");
        rig.ExpectTarget("ACK");
        rig.VendorAnswers(rig.ExpectTarget("BYE"), 200);
        rig.Advance(60);
        await rig.ExpectEndAsync(B2buaCause.CallerHungUp, B2buaPhase.Unacknowledged, 200);
    }

    [Fact]
    public async Task BYE_before_any_answer_is_a_cancellation()
    {
        await using var rig = await B2buaRig.DialledAsync();
        await rig.Call.RingAsync();
        var tag = SipText.Parameter(SipText.Header(rig.ExpectCaller("180 INVITE").Text, "To"), "tag");

        rig.Caller.Receive(SipText.Request("BYE", branch: "z9hG4bK-bye", cseq: 2, toTag: tag));

        rig.ExpectCaller("200 BYE");
        rig.ExpectCaller("487 INVITE");
        rig.VendorAnswers(100);
        rig.ExpectTarget("CANCEL");
        rig.VendorAnswers(487);
        rig.ExpectTarget("ACK");
        Assert.Equal(B2buaCause.CallerCancelled, (await rig.Call.Completion).Cause);
    }

    [Fact]
    public async Task The_target_hangs_up_while_the_callers_ACK_is_out_and_no_BYE_overtakes_it()
    {
        await using var rig = await B2buaRig.AnsweredAsync();

        rig.VendorSays("BYE", 1);
        rig.ExpectTarget("200 BYE");
        rig.ExpectTarget("ACK");
        Assert.True(rig.Caller.IsSilent);
        rig.CallerSays("ACK", 1);

        rig.CallerAnswers(rig.ExpectCaller("BYE"), 200);
        await rig.ExpectEndAsync(B2buaCause.TargetHungUp, B2buaPhase.Unacknowledged, 200);
    }

    [Fact]
    public async Task A_lost_200_is_repeated_and_the_targets_own_repeats_are_absorbed()
    {
        await using var rig = await B2buaRig.AnsweredAsync();
        rig.VendorAnswers();
        rig.ExpectSilence();

        rig.Advance(0.5);
        Assert.Equal(rig.Ok.Text, rig.ExpectCaller("200 INVITE").Text);
        rig.CallerSays("ACK", 1);
        var ack = rig.ExpectTarget("ACK");
        rig.VendorAnswers();

        Assert.Equal(ack.Text, rig.ExpectTarget("ACK").Text);
        rig.CallerSays("ACK", 1, branch: "z9hG4bK-again");
        rig.ExpectSilence();
    }

    [Fact]
    public async Task A_200_that_is_never_acknowledged_is_hung_up_early_on_both_sides()
    {
        await using var rig = await B2buaRig.AnsweredAsync();

        rig.Advance(DialogOptions.DefaultUnacknowledgedLimit.TotalSeconds - 0.001);
        Assert.True(rig.Target.IsSilent);
        rig.ForgetSent();
        rig.Advance(0.001);

        var toCaller = rig.ExpectCaller("BYE");
        Assert.Equal("SIP;cause=408;text=\"No ACK\"", SipText.Header(toCaller.Text, "Reason"));
        rig.ExpectTarget("ACK");
        rig.VendorAnswers(rig.ExpectTarget("BYE"), 200);
        rig.CallerAnswers(toCaller, 481);
        await rig.ExpectEndAsync(B2buaCause.NotAcknowledged, B2buaPhase.Unacknowledged, 200);
    }

    [Fact]
    public async Task A_second_200_from_a_fork_is_acknowledged_and_hung_up()
    {
        await using var rig = await B2buaRig.InCallAsync();

        rig.VendorAnswers(tag: "second");

        Assert.EndsWith("tag=second", SipText.Header(rig.ExpectTarget("ACK").Text, "To"), StringComparison.Ordinal);
        var bye = rig.ExpectTarget("BYE");
        Assert.EndsWith("tag=second", SipText.Header(bye.Text, "To"), StringComparison.Ordinal);
        rig.VendorAnswers(bye, 200);
        rig.VendorAnswers(tag: "second");
        rig.ExpectTarget("ACK");
        rig.ExpectSilence();
        Assert.False(rig.Call.Completion.IsCompleted);
        Assert.Contains(rig.Events, happened => happened.Kind == B2buaEventKind.StrayAnswered);
    }

    [Fact]
    public async Task An_attempt_that_takes_too_long_is_cancelled_and_its_late_200_hung_up_while_the_next_one_runs()
    {
        await using var rig = await B2buaRig.InvitedAsync();
        rig.Dial(deadline: 5);
        var first = rig.Invite;
        rig.VendorAnswers(100);
        rig.Advance(5);
        rig.ExpectCaller("100 INVITE");
        rig.VendorAnswers(rig.ExpectTarget("CANCEL"), 200);
        Assert.Equal(DialStatus.TimedOut, (await rig.Dialling).Status);

        rig.Dial();
        rig.Target.Receive(SipText.Response(first.Text, 200, toTag: "late", extra: "Contact: <sip:OAI@sip.example.org:5061>"), B2buaRig.Vendor);
        Assert.EndsWith("tag=late", SipText.Header(rig.ExpectTarget("ACK").Text, "To"), StringComparison.Ordinal);
        rig.VendorAnswers(rig.ExpectTarget("BYE"), 200);
        rig.VendorAnswers();

        rig.ExpectCaller("200 INVITE");
        Assert.Equal(DialStatus.Answered, (await rig.Dialling).Status);
    }

    [Fact]
    public async Task A_late_200_of_an_abandoned_attempt_gets_ACK_and_BYE_and_the_caller_still_waits()
    {
        using var abandon = new CancellationTokenSource();
        await using var rig = await B2buaRig.InvitedAsync();
        rig.Dial(abandon: abandon.Token);
        rig.VendorAnswers(100);
        await abandon.CancelAsync();
        rig.VendorAnswers(rig.ExpectTarget("CANCEL"), 200);
        Assert.Equal(DialStatus.Abandoned, (await rig.Dialling).Status);

        rig.VendorAnswers();

        rig.ExpectTarget("ACK");
        rig.VendorAnswers(rig.ExpectTarget("BYE"), 200);
        rig.ExpectSilence();
        Assert.False(rig.Call.Completion.IsCompleted);
        Assert.Equal(1, rig.Endpoint.Dialogs.Count);
    }

    [Fact]
    public async Task A_target_that_says_nothing_times_out()
    {
        await using var rig = await B2buaRig.InvitedAsync();
        rig.Dial(deadline: 60);

        rig.Advance(32);

        Assert.Equal(DialStatus.TimedOut, (await rig.Dialling).Status);
        await rig.Call.RejectAsync(504);
        Assert.Contains(rig.Caller.Sent, message => message.Status == 504);
    }

    [Fact]
    public async Task A_target_that_can_not_be_reached_is_told_at_once()
    {
        await using var rig = await B2buaRig.InvitedAsync();
        rig.Target.ConnectFailure = Sip.Transports.SipTransportFailure.ConnectRefused;

        var result = await rig.Call.DialAsync(rig.Destination, TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);

        Assert.Equal(DialStatus.TransportFailed, result.Status);
        rig.ExpectSilence();
    }

    [Fact]
    public async Task A_connection_lost_before_the_answer_ends_the_attempt_and_the_caller_still_waits()
    {
        await using var rig = await B2buaRig.DialledAsync();

        // Once it goes again, on another connection: nobody can have answered.
        rig.Target.Break(peer: B2buaRig.Vendor);
        rig.ExpectTarget("INVITE");
        rig.Target.Break(peer: B2buaRig.Vendor);

        Assert.Equal(DialStatus.TransportFailed, (await rig.Dialling).Status);
        Assert.False(rig.Call.Completion.IsCompleted);
    }

    [Fact]
    public async Task A_connection_lost_in_the_call_loses_no_call()
    {
        await using var rig = await B2buaRig.InCallAsync();

        rig.Target.Break(peer: B2buaRig.Vendor);

        rig.ExpectSilence();
        Assert.False(rig.Call.Completion.IsCompleted);
        rig.VendorSays("BYE", 1);
        rig.ExpectTarget("200 BYE");
        rig.ExpectCaller("BYE");
    }

    [Fact]
    public async Task Our_hang_up_before_the_callers_ACK_waits_for_it_on_that_side_alone()
    {
        await using var rig = await B2buaRig.AnsweredAsync();

        await rig.Call.HangUpAsync("SIP;cause=503");

        rig.ExpectTarget("ACK");
        rig.VendorAnswers(rig.ExpectTarget("BYE"), 200);
        Assert.True(rig.Caller.IsSilent);
        rig.CallerSays("ACK", 1);
        var bye = rig.ExpectCaller("BYE");
        Assert.Equal("SIP;cause=503", SipText.Header(bye.Text, "Reason"));
        rig.CallerAnswers(bye, 200);
        await rig.ExpectEndAsync(B2buaCause.HungUp, B2buaPhase.Unacknowledged, 200);
    }

    [Fact]
    public async Task Our_hang_up_before_the_answer_refuses_and_cancels()
    {
        await using var rig = await B2buaRig.DialledAsync();
        rig.VendorAnswers(100);

        await rig.Call.HangUpAsync("SIP;cause=503", status: 503);

        Assert.Equal("SIP;cause=503", SipText.Header(rig.ExpectCaller("503 INVITE").Text, "Reason"));
        var cancel = rig.ExpectTarget("CANCEL");
        Assert.Equal("SIP;cause=503", SipText.Header(cancel.Text, "Reason"));
        rig.VendorAnswers(cancel, 200);
        rig.VendorAnswers(487);
        rig.ExpectTarget("ACK");
        await rig.ExpectEndAsync(B2buaCause.HungUp, B2buaPhase.BeforeAnswer, 503);
    }

    [Fact]
    public async Task Silence_after_our_BYE_settles_the_call_even_so()
    {
        await using var rig = await B2buaRig.InCallAsync();
        await rig.Call.HangUpAsync();
        Assert.True(rig.Call.Completion.IsCompleted);

        rig.Advance(33);
        rig.ForgetSent();

        await rig.ExpectEndAsync(B2buaCause.HungUp, B2buaPhase.InCall, 200);
    }

    [Fact]
    public async Task Ringing_and_rejecting_after_the_answer_do_nothing()
    {
        await using var rig = await B2buaRig.AnsweredAsync();

        await rig.Call.RingAsync();
        await rig.Call.RejectAsync(486);

        rig.ExpectSilence();
        Assert.False(rig.Call.Completion.IsCompleted);
    }

    [Fact]
    public async Task A_second_hang_up_changes_neither_the_cause_nor_the_reason()
    {
        await using var rig = await B2buaRig.InCallAsync();
        rig.CallerSays("BYE", 2, extra: "Reason: Q.850;cause=16");
        rig.ExpectCaller("200 BYE");

        await rig.Call.HangUpAsync("SIP;cause=500");

        var outcome = await rig.Call.Completion;
        Assert.Equal((B2buaCause.CallerHungUp, "Q.850;cause=16"), (outcome.Cause, outcome.Reason));
        Assert.Equal("Q.850;cause=16", SipText.Header(rig.ExpectTarget("BYE").Text, "Reason"));
    }

    private static void CallerCancels(B2buaRig rig, string? extra = null)
    {
        rig.Caller.Receive(SipText.Request("CANCEL", extra: extra));
        rig.ExpectCaller("200 CANCEL");
        rig.ExpectCaller("487 INVITE");
    }
}
