using Realtime.Sip.B2bua;
using Realtime.Sip.Messages;
using Realtime.Testing;
using Xunit;

namespace Realtime.Sip.Tests.B2bua;

/// <summary>The plain way of a call, and what each side sees of the other.</summary>
public sealed class B2buaCallTests
{
    [Fact]
    public async Task A_call_rings_is_answered_acknowledged_and_hung_up_by_the_caller()
    {
        await using var rig = await B2buaRig.InvitedAsync();
        await rig.Call.RingAsync();
        Assert.Contains("tag=", SipText.Header(rig.ExpectCaller("180 INVITE").Text, "To"), StringComparison.Ordinal);
        rig.Dial();
        rig.VendorAnswers(100);
        rig.VendorAnswers();
        var ok = rig.ExpectCaller("200 INVITE");
        Assert.Equal(DialStatus.Answered, (await rig.Dialling).Status);
        rig.Caller.Receive(SipText.Request("ACK", branch: "z9hG4bK-ack", toTag: SipText.Parameter(SipText.Header(ok.Text, "To"), "tag")));
        rig.ExpectTarget("ACK");

        rig.Caller.Receive(SipText.Request("BYE", branch: "z9hG4bK-bye", cseq: 2, toTag: SipText.Parameter(SipText.Header(ok.Text, "To"), "tag"), extra: "Reason: Q.850;cause=16"));
        rig.ExpectCaller("200 BYE");
        var bye = rig.ExpectTarget("BYE");
        Assert.Equal("Q.850;cause=16", SipText.Header(bye.Text, "Reason"));
        rig.VendorAnswers(bye, 200);

        await rig.ExpectEndAsync(B2buaCause.CallerHungUp, B2buaPhase.InCall, 200);
        Assert.Equal("Q.850;cause=16", (await rig.Call.Completion).Reason);
        Assert.Equal(
            [
                B2buaEventKind.Ringing, B2buaEventKind.InviteSent, B2buaEventKind.Provisional, B2buaEventKind.Answered,
                B2buaEventKind.CallerAcknowledged, B2buaEventKind.TargetAcknowledged, B2buaEventKind.ByeReceived, B2buaEventKind.ByeSent,
                B2buaEventKind.Ended, B2buaEventKind.ByeEnded,
            ],
            rig.Events.Select(happened => happened.Kind));
    }

    [Fact]
    public async Task The_target_hangs_up_and_the_callers_BYE_says_why()
    {
        await using var rig = await B2buaRig.InCallAsync();

        rig.VendorSays("BYE", 1, extra: "Reason: SIP;cause=200;text=\"agent done\"");

        rig.ExpectTarget("200 BYE");
        var bye = rig.ExpectCaller("BYE");
        Assert.Equal("SIP;cause=200;text=\"agent done\"", SipText.Header(bye.Text, "Reason"));
        rig.CallerAnswers(bye, 200);
        await rig.ExpectEndAsync(B2buaCause.TargetHungUp, B2buaPhase.InCall, 200);
    }

    [Fact]
    public async Task We_hang_up_both_sides()
    {
        await using var rig = await B2buaRig.InCallAsync();

        await rig.Call.HangUpAsync("SIP;cause=200;text=\"budget\"");

        var toCaller = rig.ExpectCaller("BYE");
        var toTarget = rig.ExpectTarget("BYE");
        Assert.Equal("SIP;cause=200;text=\"budget\"", SipText.Header(toCaller.Text, "Reason"));
        Assert.Equal("SIP;cause=200;text=\"budget\"", SipText.Header(toTarget.Text, "Reason"));
        rig.CallerAnswers(toCaller, 200);
        rig.VendorAnswers(toTarget, 200);
        await rig.ExpectEndAsync(B2buaCause.HungUp, B2buaPhase.InCall, 200);
    }

    [Fact]
    public async Task The_vendor_sees_the_body_byte_for_byte_and_nothing_of_the_callers_network()
    {
        await using var rig = await B2buaRig.DialledAsync(extra: """
            X-Gateway-Call: forged
            X-Gateway-Token: forged
            X-Carrier: secret
            P-Asserted-Identity: <sip:inside@carrier.example>
            Subject: billing
            """);

        var text = rig.Invite.Text;
        Assert.Equal(B2buaRig.Offer, SipText.Body(text));
        Assert.StartsWith("INVITE sip:proj_1@sip.example.org:5061;transport=tls SIP/2.0\r\n", text, StringComparison.Ordinal);
        Assert.StartsWith("\"Alice\" <sip:alice@192.0.2.1>;tag=", SipText.Header(text, "From"), StringComparison.Ordinal);
        Assert.Equal("<sip:proj_1@sip.example.org:5061;transport=tls>", SipText.Header(text, "To"));
        Assert.Equal("<sip:192.0.2.1:5061;transport=tls>", SipText.Header(text, "Contact"));
        Assert.Equal("69", SipText.Header(text, "Max-Forwards"));
        Assert.Equal("application/sdp", SipText.Header(text, "Content-Type"));
        Assert.Equal("billing", SipText.Header(text, "Subject"));
        Assert.Equal(["c-1"], SipText.Headers(text, "X-Gateway-Call"));
        Assert.Equal(["t-1"], SipText.Headers(text, "X-Gateway-Token"));
        Assert.Single(SipText.Headers(text, "Via"));
        Assert.NotEqual("call-1", SipText.Header(text, "Call-ID"));
        foreach (var theirs in new[] { "198.51.100.7", "example.com", "secret", "carrier", "forged", "call-1" })
        {
            Assert.DoesNotContain(theirs, text.Replace(B2buaRig.Offer, "", StringComparison.Ordinal), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_caller_sees_the_answer_byte_for_byte_with_its_missing_Content_Type_and_nothing_of_the_vendor()
    {
        await using var rig = await B2buaRig.AnsweredAsync();

        var text = rig.Ok.Text;
        Assert.Equal(B2buaRig.Answer, SipText.Body(text));
        Assert.Equal("application/sdp", SipText.Header(text, "Content-Type"));
        Assert.Equal("<sip:192.0.2.1:5060>", SipText.Header(text, "Contact"));
        Assert.Contains("BYE", SipText.Header(text, "Allow"), StringComparison.Ordinal);
        Assert.Equal("call-1", SipText.Header(text, "Call-ID"));
        Assert.DoesNotContain("OAI@", text, StringComparison.Ordinal);
        Assert.DoesNotContain("tag=oai", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_vendors_BYE_waits_for_the_drain()
    {
        var drained = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var rig = await B2buaRig.InCallAsync(rig => new B2buaCallOptions { Observer = rig.Events.Add, BeforeTargetBye = () => drained.Task });

        rig.CallerSays("BYE", 2);
        rig.ExpectCaller("200 BYE");
        rig.ExpectSilence();
        Assert.False(rig.Call.Completion.IsCompleted);
        drained.SetResult();

        var bye = await rig.Target.TakeAsync(TestContext.Current.CancellationToken);
        Assert.Equal("BYE", bye.Method);
        rig.VendorAnswers(bye, 200);
        await rig.ExpectEndAsync(B2buaCause.CallerHungUp, B2buaPhase.InCall, 200);
    }

    [Fact]
    public async Task The_vendors_BYE_waits_300_ms_at_most()
    {
        await using var rig = await B2buaRig.InCallAsync(
            rig => new B2buaCallOptions { Observer = rig.Events.Add, BeforeTargetBye = () => new TaskCompletionSource().Task });

        rig.CallerSays("BYE", 2);
        rig.ExpectCaller("200 BYE");
        rig.Advance(0.299);
        rig.ExpectSilence();
        rig.Advance(0.001);

        rig.VendorAnswers(rig.ExpectTarget("BYE"), 200);
        await rig.ExpectEndAsync(B2buaCause.CallerHungUp, B2buaPhase.InCall, 200);
        Assert.Throws<ArgumentOutOfRangeException>(() => new B2buaCallOptions { TargetByeDelay = TimeSpan.FromMilliseconds(301) });
    }

    [Fact]
    public async Task A_target_that_hangs_up_during_the_drain_gets_no_BYE()
    {
        await using var rig = await B2buaRig.InCallAsync(
            rig => new B2buaCallOptions { Observer = rig.Events.Add, BeforeTargetBye = () => new TaskCompletionSource().Task });
        rig.CallerSays("BYE", 2);
        rig.ExpectCaller("200 BYE");

        rig.VendorSays("BYE", 1);

        rig.ExpectTarget("200 BYE");
        rig.Advance(1);
        await rig.ExpectEndAsync(B2buaCause.CallerHungUp, B2buaPhase.InCall, 200);
    }

    [Fact]
    public async Task A_drain_that_fails_does_not_keep_the_leg_up()
    {
        await using var rig = await B2buaRig.InCallAsync(
            rig => new B2buaCallOptions { Observer = rig.Events.Add, BeforeTargetBye = () => throw new InvalidOperationException("of the test") });

        rig.CallerSays("BYE", 2);

        rig.ExpectCaller("200 BYE");
        rig.ExpectTarget("BYE");
    }

    [Fact]
    public async Task A_refusal_of_the_target_is_the_owners_to_answer_for()
    {
        await using var rig = await B2buaRig.DialledAsync();

        rig.VendorAnswers(486);

        rig.ExpectTarget("ACK");
        var result = await rig.Dialling;
        Assert.Equal((DialStatus.Rejected, 486), (result.Status, result.StatusCode));
        rig.ExpectSilence();
        await rig.Call.RejectAsync(480, headers: [new SipHeader(SipHeaderId.RetryAfter, "30")]);
        Assert.Equal("30", SipText.Header(rig.ExpectCaller("480 INVITE").Text, "Retry-After"));
        await rig.ExpectEndAsync(B2buaCause.Rejected, B2buaPhase.BeforeAnswer, 480);
    }

    [Fact]
    public async Task A_second_target_may_be_tried_while_the_caller_waits()
    {
        await using var rig = await B2buaRig.DialledAsync();
        rig.VendorAnswers(503);
        rig.ExpectTarget("ACK");
        await rig.Dialling;

        rig.Dial();
        rig.VendorAnswers();

        Assert.Equal(B2buaRig.Answer, SipText.Body(rig.ExpectCaller("200 INVITE").Text));
        Assert.Equal(DialStatus.Answered, (await rig.Dialling).Status);
    }

    [Fact]
    public async Task Two_attempts_at_once_are_refused()
    {
        await using var rig = await B2buaRig.DialledAsync();

        await Assert.ThrowsAsync<InvalidOperationException>(
            () => rig.Call.DialAsync(rig.Destination, TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken));
        Assert.False(rig.Dialling.IsCompleted);
    }

    [Fact]
    public async Task Dialling_for_a_caller_who_is_gone_sends_nothing()
    {
        await using var rig = await B2buaRig.InvitedAsync();
        await rig.Call.RejectAsync(486);
        rig.ExpectCaller("486 INVITE");

        var result = await rig.Call.DialAsync(rig.Destination, TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken);

        Assert.Equal(DialStatus.CallEnded, result.Status);
        await rig.ExpectEndAsync(B2buaCause.Rejected, B2buaPhase.BeforeAnswer, 486);
    }

    [Fact]
    public async Task An_INVITE_without_offer_is_not_dialled_unless_the_target_takes_it()
    {
        await using var rig = await B2buaRig.InvitedAsync(body: null);
        var refused = await rig.Call.DialAsync(rig.Destination, TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken);
        Assert.Equal(DialStatus.OfferMissing, refused.Status);
        rig.ExpectSilence();

        rig.Destination = rig.Destination with { OfferlessInvite = B2buaOfferPolicy.Relay };
        rig.Dial();
        Assert.Equal("", SipText.Body(rig.Invite.Text));
        rig.VendorAnswers(body: B2buaRig.Offer);
        var ok = rig.ExpectCaller("200 INVITE");
        Assert.Equal(B2buaRig.Offer, SipText.Body(ok.Text));
        rig.Caller.Receive(SipText.Request(
            "ACK", branch: "z9hG4bK-ack", toTag: SipText.Parameter(SipText.Header(ok.Text, "To"), "tag"), extra: "Content-Type: application/sdp", body: B2buaRig.Answer));

        var ack = rig.ExpectTarget("ACK");
        Assert.Equal(B2buaRig.Answer, SipText.Body(ack.Text));
        Assert.Equal("application/sdp", SipText.Header(ack.Text, "Content-Type"));
    }

    [Fact]
    public async Task In_dialog_requests_stay_on_the_connection_and_then_go_to_the_configured_address()
    {
        await using var rig = await B2buaRig.InCallAsync();
        var first = rig.Invite.Flow;
        rig.Target.Break(peer: B2buaRig.Vendor);

        rig.CallerSays("BYE", 2);

        rig.ExpectCaller("200 BYE");
        var bye = rig.ExpectTarget("BYE");
        Assert.NotEqual(first, bye.Flow);
        Assert.Equal(B2buaRig.Vendor, bye.Flow.Remote);
        Assert.StartsWith("BYE sip:OAI@sip.example.org:5061 SIP/2.0", bye.Text, StringComparison.Ordinal);
        rig.VendorAnswers(bye, 200);
        await rig.ExpectEndAsync(B2buaCause.CallerHungUp, B2buaPhase.InCall, 200);
    }

    [Fact]
    public async Task A_trunk_may_have_its_requests_sent_to_an_address_of_its_own()
    {
        var address = System.Net.IPEndPoint.Parse("198.51.100.200:5080");
        await using var rig = await B2buaRig.InCallAsync(rig => new B2buaCallOptions
        {
            Observer = rig.Events.Add,
            CallerDestination = new Sip.Transports.SipDestination(Sip.Transports.SipTransportKind.Udp, address),
        });

        rig.VendorSays("BYE", 1);

        rig.ExpectTarget("200 BYE");
        Assert.Equal(address, rig.ExpectCaller("BYE").Flow.Remote);
    }

    [Fact]
    public async Task Both_dialogs_can_be_taken_along()
    {
        await using var rig = await B2buaRig.InCallAsync();

        Assert.Equal("sip:alice@198.51.100.7:5060", rig.Call.CallerDialog!.RemoteTarget);
        Assert.Equal("sip:OAI@sip.example.org:5061", rig.Call.TargetDialog!.RemoteTarget);
        Assert.Equal(rig.Call.TargetCallId, rig.Call.TargetDialog.CallId);
        Assert.Equal("call-1", rig.Call.CallerDialog.CallId);
    }

    [Fact]
    public async Task An_observer_that_throws_does_not_touch_the_call()
    {
        await using var rig = await B2buaRig.AnsweredAsync(_ => new B2buaCallOptions { Observer = _ => throw new InvalidOperationException("of the test") });

        rig.CallerSays("ACK", 1);

        rig.ExpectTarget("ACK");
        Assert.Contains(rig.Log.Lines, line => line.Id.Id == 3502);
    }
}
