using Realtime.Sip.Dialogs;
using Realtime.Sip.Messages;
using Realtime.Testing;
using Xunit;

namespace Realtime.Sip.Tests.Dialogs;

public sealed class UasCallTests
{
    private readonly List<UasCall> _calls = [];

    [Fact]
    public async Task A_call_is_answered_acknowledged_and_hung_up_by_the_caller()
    {
        await using var rig = await AnsweringAsync();
        rig.Wire.Receive(SipText.Request("INVITE", body: SipRig.Offer, extra: "Content-Type: application/sdp"));

        rig.Expect("180 INVITE");
        var ok = rig.Expect("200 INVITE");
        Assert.Equal(SipRig.Answer, SipText.Body(ok.Text));
        Assert.Equal("application/sdp", SipText.Header(ok.Text, "Content-Type"));
        Assert.Equal("<sip:192.0.2.1:5060>", SipText.Header(ok.Text, "Contact"));

        rig.Wire.Receive(InDialog(ok, "ACK", 1));
        rig.Wire.Receive(InDialog(ok, "BYE", 2, extra: "Reason: Q.850;cause=16"));

        rig.Expect("200 BYE");
        rig.ExpectSilence();
        Assert.Equal(new SipCallEnd(SipCallEnding.HungUpByPeer, "Q.850;cause=16"), await Call().Ended);
        Assert.Equal(0, rig.Endpoint.Dialogs.Count);
    }

    [Fact]
    public async Task The_200_is_repeated_with_doubling_pauses_until_its_ACK()
    {
        await using var rig = await AnsweringAsync();
        var ok = Invite(rig);

        foreach (var pause in new[] { 0.5, 1, 2, 4 })
        {
            rig.Advance(pause - 0.05);
            rig.ExpectSilence();
            rig.Advance(0.05);
            Assert.Equal(ok.Text, rig.Expect("200 INVITE").Text);
        }

        rig.Wire.Receive(InDialog(ok, "ACK", 1));
        rig.Advance(60);
        rig.ExpectSilence();
        Assert.False(Call().Ended.IsCompleted);
    }

    [Fact]
    public async Task A_200_that_is_never_acknowledged_is_hung_up_early()
    {
        await using var rig = await AnsweringAsync();
        Invite(rig);

        rig.Advance(DialogOptions.DefaultUnacknowledgedLimit.TotalSeconds - 0.1);
        Assert.DoesNotContain(rig.Wire.Sent, message => message.Method == "BYE");
        rig.Advance(0.1);

        var bye = rig.Wire.Sent.Single(message => message.Method == "BYE");
        rig.Wire.Receive(SipText.Response(bye.Text, 200));
        Assert.Equal(SipCallEnding.NotAcknowledged, (await Call().Ended).Ending);
        Assert.Null(await Call().Acknowledged);
    }

    [Fact]
    public async Task We_hang_up_and_nobody_hears_of_us_before_the_ACK()
    {
        await using var rig = await AnsweringAsync();
        var ok = Invite(rig);

        var hangUp = Call().HangUpAsync("SIP;cause=200;text=\"done\"");
        rig.ExpectSilence();
        rig.Wire.Receive(InDialog(ok, "ACK", 1));

        var bye = rig.Expect("BYE");
        Assert.Equal("SIP;cause=200;text=\"done\"", SipText.Header(bye.Text, "Reason"));
        Assert.StartsWith("BYE sip:alice@198.51.100.7:5060 SIP/2.0", bye.Text, StringComparison.Ordinal);
        Assert.False(hangUp.IsCompleted);
        rig.Wire.Receive(SipText.Response(bye.Text, 200));
        await hangUp;
        Assert.Equal(new SipCallEnd(SipCallEnding.HungUpByUs), await Call().Ended);
    }

    [Fact]
    public async Task BYE_against_BYE_ends_well_on_both_sides()
    {
        await using var rig = await AnsweringAsync();
        var ok = Invite(rig);
        rig.Wire.Receive(InDialog(ok, "ACK", 1));

        var hangUp = Call().HangUpAsync();
        var bye = rig.Expect("BYE");
        rig.Wire.Receive(InDialog(ok, "BYE", 2));
        rig.Expect("200 BYE");
        rig.Wire.Receive(SipText.Response(bye.Text, 481));

        await hangUp;
        Assert.Equal(SipCallEnding.HungUpByUs, (await Call().Ended).Ending);
    }

    [Fact]
    public async Task CANCEL_before_the_answer_ends_in_487()
    {
        await using var rig = await StartAsync((_, _) => { });
        rig.Wire.Receive(SipText.Request("INVITE"));
        rig.Wire.Receive(SipText.Request("CANCEL", cseqMethod: "CANCEL", extra: "Reason: SIP;cause=480"));

        rig.Expect("200 CANCEL");
        rig.Expect("487 INVITE");
        Assert.Equal(new SipCallEnd(SipCallEnding.CancelledByPeer, "SIP;cause=480"), await Call().Ended);
    }

    [Fact]
    public async Task CANCEL_against_the_200_changes_nothing()
    {
        await using var rig = await AnsweringAsync();
        var ok = Invite(rig);

        rig.Wire.Receive(SipText.Request("CANCEL", cseqMethod: "CANCEL"));
        rig.Expect("200 CANCEL");
        rig.Wire.Receive(InDialog(ok, "ACK", 1));

        rig.ExpectSilence();
        Assert.False(Call().Ended.IsCompleted);
    }

    [Fact]
    public async Task A_rejected_call_says_why()
    {
        await using var rig = await StartAsync((call, _) => call.Reject(486, headers: [new SipHeader("Retry-After", "60")]));
        rig.Wire.Receive(SipText.Request("INVITE"));

        Assert.Equal("60", SipText.Header(rig.Expect("486 INVITE").Text, "Retry-After"));
        Assert.Equal(SipCallEnding.RejectedByUs, (await Call().Ended).Ending);
    }

    [Fact]
    public async Task BYE_before_any_answer_is_answered_and_so_is_the_INVITE()
    {
        await using var rig = await StartAsync((call, _) => call.Ring());
        rig.Wire.Receive(SipText.Request("INVITE"));
        var ringing = rig.Expect("180 INVITE");

        rig.Wire.Receive(InDialog(ringing, "BYE", 2));

        rig.Expect("200 BYE");
        rig.Expect("487 INVITE");
        Assert.Equal(SipCallEnding.HungUpByPeer, (await Call().Ended).Ending);
    }

    [Fact]
    public async Task A_refresh_gets_the_last_body_again_and_its_200_is_repeated_too()
    {
        await using var rig = await AnsweringAsync();
        var ok = Invite(rig);
        rig.Wire.Receive(InDialog(ok, "ACK", 1));

        rig.Wire.Receive(InDialog(ok, "INVITE", 2, body: SipRig.Offer));
        var second = rig.Expect("200 INVITE");
        Assert.Equal(SipRig.Answer, SipText.Body(second.Text));
        rig.Advance(0.5);
        rig.Expect("200 INVITE");
        rig.Wire.Receive(InDialog(ok, "ACK", 2));
        rig.Advance(60);
        rig.ExpectSilence();

        rig.Wire.Receive(InDialog(ok, "UPDATE", 3));
        Assert.Equal("", SipText.Body(rig.Expect("200 UPDATE").Text));
        rig.Wire.Receive(InDialog(ok, "MESSAGE", 4));
        Assert.Contains("BYE", SipText.Header(rig.Expect("405 MESSAGE").Text, "Allow"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Requests_out_of_order_or_of_no_dialog_are_refused()
    {
        await using var rig = await AnsweringAsync();
        var ok = Invite(rig);
        rig.Wire.Receive(InDialog(ok, "ACK", 1));

        rig.Wire.Receive(InDialog(ok, "OPTIONS", 5));
        rig.Expect("200 OPTIONS");
        rig.Wire.Receive(InDialog(ok, "INFO", 4));
        rig.Expect("500 INFO");
        rig.Wire.Receive(InDialog(ok, "BYE", 6).Replace("tag=alice", "tag=mallory", StringComparison.Ordinal));
        rig.Expect("481 BYE");
        Assert.False(Call().Ended.IsCompleted);
    }

    [Fact]
    public async Task An_INVITE_that_makes_no_dialog_is_refused()
    {
        await using var rig = await StartAsync((call, _) => call.Ring());
        rig.Wire.Receive(SipText.Request("INVITE").Replace("Contact: <sip:alice@198.51.100.7:5060>\r\n", "", StringComparison.Ordinal));

        rig.Expect("400 INVITE");
        Assert.Empty(_calls);
    }

    private static string InDialog(LoopbackMessage answer, string method, int cseq, string? extra = null, string? body = null) => SipText.Request(
        method,
        branch: $"z9hG4bK-{method}-{cseq}",
        toTag: SipText.Parameter(SipText.Header(answer.Text, "To"), "tag"),
        cseq: cseq,
        extra: body is null ? extra : "Content-Type: application/sdp\n" + extra,
        body: body);

    private UasCall Call() => Assert.Single(_calls);

    private Task<SipRig> AnsweringAsync() => StartAsync((call, _) =>
    {
        call.Ring();
        call.Answer(SipBody.Sdp(SipRig.Answer));
    });

    private Task<SipRig> StartAsync(Action<UasCall, SipRequest> handle) => SipRig.StartAsync(endpoint => endpoint.OnInvite((request, invite, _) =>
    {
        if (UasCall.Accept(endpoint.Dialogs, invite) is { } call)
        {
            _calls.Add(call);
            handle(call, request);
        }

        return Task.CompletedTask;
    }));

    private static LoopbackMessage Invite(SipRig rig)
    {
        rig.Wire.Receive(SipText.Request("INVITE", body: SipRig.Offer, extra: "Content-Type: application/sdp"));
        rig.Expect("180 INVITE");
        return rig.Expect("200 INVITE");
    }
}
