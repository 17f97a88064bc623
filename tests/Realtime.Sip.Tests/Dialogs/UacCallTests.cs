using System.Net;
using Realtime.Sip.Dialogs;
using Realtime.Sip.Messages;
using Realtime.Sip.Transactions;
using Realtime.Sip.Transports;
using Realtime.Testing;
using Xunit;

namespace Realtime.Sip.Tests.Dialogs;

public sealed class UacCallTests
{
    [Fact]
    public async Task A_call_is_made_acknowledged_and_hung_up()
    {
        await using var rig = await SipRig.StartAsync();
        var calling = CallAsync(rig);
        var invite = rig.Expect("INVITE");
        Assert.Equal("<sip:192.0.2.1:5060>", SipText.Header(invite.Text, "Contact"));
        Assert.Equal(SipRig.Offer, SipText.Body(invite.Text));
        Assert.Equal("1", SipText.Header(invite.Text, "X-Test"));

        rig.Wire.Receive(SipText.Response(invite.Text, 180, toTag: "bob"));
        rig.Wire.Receive(Ok(invite));

        var ack = rig.Expect("ACK");
        Assert.StartsWith("ACK sip:bob@198.51.100.7:5070 SIP/2.0", ack.Text, StringComparison.Ordinal);
        Assert.Equal("1 ACK", SipText.Header(ack.Text, "CSeq"));
        Assert.NotEqual(Branch(invite), Branch(ack));
        var call = await calling;
        Assert.True(call.IsAnswered);
        Assert.Equal(SipRig.Answer, SipText.Body(call.Outcome.Response!.ToString()));

        var hangUp = call.HangUpAsync("Q.850;cause=16");
        var bye = rig.Expect("BYE");
        Assert.Equal("2 BYE", SipText.Header(bye.Text, "CSeq"));
        Assert.Equal("Q.850;cause=16", SipText.Header(bye.Text, "Reason"));
        rig.Wire.Receive(SipText.Response(bye.Text, 200));
        await hangUp;
        Assert.Equal(SipCallEnding.HungUpByUs, (await call.Ended).Ending);
        Assert.Equal(0, rig.Endpoint.Dialogs.Count);
    }

    [Fact]
    public async Task A_reliable_provisional_response_gets_its_PRACK_and_its_repeat_is_nobodys_business()
    {
        await using var rig = await SipRig.StartAsync();
        var calling = CallAsync(rig);
        var invite = rig.Expect("INVITE");
        var progress = SipText.Response(invite.Text, 183, toTag: "bob", extra: "Contact: <sip:bob@198.51.100.7:5070>\nRequire: 100rel\nRSeq: 9");

        rig.Wire.Receive(progress);
        var prack = rig.Expect("PRACK");
        Assert.Equal(("9 1 INVITE", "2 PRACK"), (SipText.Header(prack.Text, "RAck"), SipText.Header(prack.Text, "CSeq")));
        rig.Wire.Receive(progress);
        rig.ExpectSilence();
        rig.Wire.Receive(SipText.Response(prack.Text, 200));
        rig.Wire.Receive(Ok(invite));

        Assert.Equal("1 ACK", SipText.Header(rig.Expect("ACK").Text, "CSeq"));
        Assert.True((await calling).IsAnswered);
    }

    [Fact]
    public async Task A_repeated_200_gets_the_same_ACK_again()
    {
        await using var rig = await SipRig.StartAsync();
        var calling = CallAsync(rig);
        var invite = rig.Expect("INVITE");
        rig.Wire.Receive(Ok(invite));
        var ack = rig.Expect("ACK");

        rig.Wire.Receive(Ok(invite));

        Assert.Equal(ack.Text, rig.Expect("ACK").Text);
        Assert.True((await calling).IsAnswered);
    }

    [Fact]
    public async Task A_second_200_from_a_fork_is_acknowledged_and_hung_up()
    {
        await using var rig = await SipRig.StartAsync();
        var calling = CallAsync(rig);
        var invite = rig.Expect("INVITE");
        rig.Wire.Receive(SipText.Response(invite.Text, 180, toTag: "bob"));
        rig.Wire.Receive(SipText.Response(invite.Text, 180, toTag: "carol"));
        rig.Wire.Receive(Ok(invite));
        rig.Expect("ACK");

        rig.Wire.Receive(Ok(invite, "carol"));

        Assert.EndsWith("tag=carol", SipText.Header(rig.Expect("ACK").Text, "To"), StringComparison.Ordinal);
        var bye = rig.Expect("BYE");
        Assert.EndsWith("tag=carol", SipText.Header(bye.Text, "To"), StringComparison.Ordinal);
        rig.Wire.Receive(SipText.Response(bye.Text, 200));
        rig.Wire.Receive(Ok(invite, "carol"));
        Assert.EndsWith("tag=carol", SipText.Header(rig.Expect("ACK").Text, "To"), StringComparison.Ordinal);
        rig.ExpectSilence();
        Assert.False((await calling).Ended.IsCompleted);
    }

    [Fact]
    public async Task A_refusal_is_the_outcome()
    {
        await using var rig = await SipRig.StartAsync();
        var calling = CallAsync(rig);
        rig.Wire.Receive(SipText.Response(rig.Expect("INVITE").Text, 486, toTag: "bob"));

        rig.Expect("ACK");
        var call = await calling;
        Assert.False(call.IsAnswered);
        Assert.Equal(486, call.Outcome.Response!.StatusCode);
        Assert.Equal(SipCallEnding.NotAnswered, (await call.Ended).Ending);
    }

    [Fact]
    public async Task Silence_is_a_timeout()
    {
        await using var rig = await SipRig.StartAsync();
        var calling = CallAsync(rig);

        rig.Advance(33);

        Assert.Equal(ClientTransactionEventKind.Timeout, (await calling).Outcome.Kind);
    }

    [Fact]
    public async Task A_call_taken_back_is_cancelled_once_the_other_side_was_heard()
    {
        await using var rig = await SipRig.StartAsync();
        using var cancel = new CancellationTokenSource();
        var calling = CallAsync(rig, cancel.Token);
        var invite = rig.Expect("INVITE");

        await cancel.CancelAsync();
        rig.ExpectSilence();
        rig.Wire.Receive(SipText.Response(invite.Text, 100));
        var sent = rig.Expect("CANCEL");
        Assert.Equal(Branch(invite), Branch(sent));
        rig.Wire.Receive(SipText.Response(sent.Text, 200));
        rig.Wire.Receive(SipText.Response(invite.Text, 487, toTag: "bob"));

        rig.Expect("ACK");
        Assert.Equal(SipCallEnding.CancelledByUs, (await (await calling).Ended).Ending);
    }

    [Fact]
    public async Task A_200_against_our_CANCEL_is_acknowledged_and_hung_up()
    {
        await using var rig = await SipRig.StartAsync();
        using var cancel = new CancellationTokenSource();
        var calling = CallAsync(rig, cancel.Token);
        var invite = rig.Expect("INVITE");
        rig.Wire.Receive(SipText.Response(invite.Text, 180, toTag: "bob"));
        await cancel.CancelAsync();
        rig.Expect("CANCEL");

        rig.Wire.Receive(Ok(invite));

        rig.Expect("ACK");
        rig.Wire.Receive(SipText.Response(rig.Expect("BYE").Text, 200));
        var call = await calling;
        Assert.False(call.IsAnswered);
        Assert.Equal(SipCallEnding.CancelledByUs, (await call.Ended).Ending);
    }

    [Fact]
    public async Task The_other_side_hangs_up_and_its_Reason_is_known()
    {
        await using var rig = await SipRig.StartAsync();
        var (call, invite) = await AnsweredAsync(rig);

        rig.Wire.Receive(FromPeer(invite, "BYE", 1, extra: "Reason: SIP;cause=200"));

        rig.Expect("200 BYE");
        Assert.Equal(new SipCallEnd(SipCallEnding.HungUpByPeer, "SIP;cause=200"), await call.Ended);
        rig.Wire.Receive(FromPeer(invite, "INFO", 2));
        rig.Expect("481 INFO");
    }

    [Fact]
    public async Task An_offer_that_meets_glare_is_made_again_after_the_wait_of_the_caller()
    {
        await using var rig = await SipRig.StartAsync();
        var (call, _) = await AnsweredAsync(rig);

        var offering = call.SendAsync(SipMethod.Invite, SipBody.Sdp(SipRig.Offer.Replace("17 1", "17 2", StringComparison.Ordinal)));
        rig.Wire.Receive(SipText.Response(rig.Expect("INVITE").Text, 491));
        rig.Expect("ACK");
        rig.Advance(2.0);
        Assert.DoesNotContain(rig.Wire.Sent, message => message.Method == "INVITE");
        rig.Advance(2.1);

        var again = rig.Expect("INVITE");
        Assert.Equal("3 INVITE", SipText.Header(again.Text, "CSeq"));
        rig.ForgetSent();
        rig.Wire.Receive(Ok(again));
        Assert.Equal("3 ACK", SipText.Header(rig.Expect("ACK").Text, "CSeq"));
        Assert.Equal(200, (await offering).Response!.StatusCode);
    }

    [Fact]
    public async Task A_request_that_finds_no_dialog_ends_the_call()
    {
        await using var rig = await SipRig.StartAsync();
        var (call, _) = await AnsweredAsync(rig);

        var sending = call.SendAsync(SipMethod.Info);
        rig.Wire.Receive(SipText.Response(rig.Expect("INFO").Text, 481));

        Assert.Equal(481, (await sending).Response!.StatusCode);
        Assert.Equal(SipCallEnding.Lost, (await call.Ended).Ending);
    }

    [Fact]
    public async Task A_dialog_stays_on_its_connection_and_then_goes_to_the_configured_address_never_to_the_Contact()
    {
        await using var rig = await SipRig.StartAsync(kind: SipTransportKind.Tls);
        var configured = new SipDestination(SipTransportKind.Tls, IPEndPoint.Parse("203.0.113.5:5061")) { TlsHostName = "sip.example.org" };
        var calling = UacCall.InviteAsync(rig.Endpoint.Dialogs, Invite() with { Destination = configured }, TestContext.Current.CancellationToken);
        var invite = rig.Expect("INVITE");
        Assert.Equal("<sip:192.0.2.1:5060;transport=tls>", SipText.Header(invite.Text, "Contact"));
        rig.Wire.Receive(Ok(invite, contact: "sip:OAI@sip.nowhere.example:5061"), configured.EndPoint);
        Assert.Equal(configured.EndPoint, rig.Expect("ACK").Flow.Remote);
        var call = await calling;

        _ = call.SendAsync(SipMethod.Info);
        var info = rig.Expect("INFO");
        Assert.StartsWith("INFO sip:OAI@sip.nowhere.example:5061 SIP/2.0", info.Text, StringComparison.Ordinal);
        Assert.Equal(invite.Flow, info.Flow);

        // What was not answered yet is said again there.
        rig.Wire.Break(peer: configured.EndPoint);
        Assert.Equal(info.Text, rig.Expect("INFO").Text);
        _ = call.HangUpAsync();
        var bye = rig.Expect("BYE");
        Assert.Equal(configured.EndPoint, bye.Flow.Remote);
        Assert.NotEqual(invite.Flow, bye.Flow);
    }

    private static UacInvite Invite() => new()
    {
        Uri = SipUri.Parse("sip:bob@198.51.100.7:5060"),
        From = NameAddress.Parse("\"Test\" <sip:test@192.0.2.1>"),
        Body = SipBody.Sdp(SipRig.Offer),
        Headers = [new SipHeader("X-Test", "1")],
    };

    private static Task<UacCall> CallAsync(SipRig rig, CancellationToken? cancellation = null) =>
        UacCall.InviteAsync(rig.Endpoint.Dialogs, Invite(), cancellation ?? TestContext.Current.CancellationToken);

    private static async Task<(UacCall Call, LoopbackMessage Invite)> AnsweredAsync(SipRig rig)
    {
        var calling = CallAsync(rig);
        var invite = rig.Expect("INVITE");
        rig.Wire.Receive(Ok(invite));
        rig.Expect("ACK");
        return (await calling, invite);
    }

    private static string Ok(LoopbackMessage invite, string tag = "bob", string contact = "sip:bob@198.51.100.7:5070") => SipText.Response(
        invite.Text, 200, toTag: tag, extra: $"Contact: <{contact}>\nContent-Type: application/sdp", body: SipRig.Answer);

    private static string? Branch(LoopbackMessage message) => SipText.Parameter(SipText.Header(message.Text, "Via"), "branch");

    private static string FromPeer(LoopbackMessage invite, string method, int cseq, string? extra = null)
    {
        var ours = SipText.Header(invite.Text, "From")!;
        return SipText.Wire($"""
            {method} sip:192.0.2.1:5060 SIP/2.0
            Via: SIP/2.0/UDP 198.51.100.7:5060;branch=z9hG4bK-peer-{cseq};rport
            Max-Forwards: 70
            From: {SipText.Header(invite.Text, "To")};tag=bob
            To: {ours}
            Call-ID: {SipText.Header(invite.Text, "Call-ID")}
            CSeq: {cseq} {method}
            {extra ?? "Subject: none"}
            """);
    }
}
