using Realtime.Sip.Authentication;
using Realtime.Sip.Dialogs;
using Realtime.Sip.Messages;
using Realtime.Sip.Transactions;
using Realtime.Testing;
using Xunit;

namespace Realtime.Sip.Tests.Dialogs;

/// <summary>Challenges to what we send: the INVITE of a call, its BYE, and requests outside of dialogs.</summary>
public sealed class ChallengeTests
{
    [Fact]
    public async Task A_challenged_INVITE_goes_again_with_credentials_and_the_call_goes_on_in_its_dialog()
    {
        await using var rig = await SipRig.StartAsync();
        var calling = CallAsync(rig);
        var first = rig.Expect("INVITE");
        rig.Wire.Receive(SipText.Response(first.Text, 401, toTag: "edge", extra: Nonce("n1")));
        rig.Expect("ACK");

        var second = rig.Expect("INVITE");
        Assert.Equal("2 INVITE", SipText.Header(second.Text, "CSeq"));
        Assert.Equal(SipText.Header(first.Text, "Call-ID"), SipText.Header(second.Text, "Call-ID"));
        Assert.Equal(SipText.Header(first.Text, "From"), SipText.Header(second.Text, "From"));
        Assert.DoesNotContain("tag=", SipText.Header(second.Text, "To"), StringComparison.Ordinal);
        Assert.NotEqual(Branch(first), Branch(second));
        Assert.Contains("nonce=\"n1\"", SipText.Header(second.Text, "Authorization"), StringComparison.Ordinal);
        Assert.Single(SipText.Headers(second.Text, "Contact"));

        rig.Wire.Receive(SipText.Response(second.Text, 200, toTag: "bob", extra: "Contact: <sip:bob@198.51.100.7:5060>", body: SipRig.Answer));
        var ack = rig.Expect("ACK");
        Assert.Equal("2 ACK", SipText.Header(ack.Text, "CSeq"));
        Assert.Equal(SipText.Header(second.Text, "Authorization"), SipText.Header(ack.Text, "Authorization"));
        var call = await calling;
        Assert.True(call.IsAnswered);

        var hangUp = call.HangUpAsync();
        var bye = rig.Expect("BYE");
        Assert.Equal("3 BYE", SipText.Header(bye.Text, "CSeq"));
        Assert.Contains("nc=00000002", SipText.Header(bye.Text, "Authorization"), StringComparison.Ordinal);
        rig.Wire.Receive(SipText.Response(bye.Text, 401, extra: Nonce("n2") + ", stale=true"));
        var again = rig.Expect("BYE");
        Assert.Equal("4 BYE", SipText.Header(again.Text, "CSeq"));
        Assert.Contains("nonce=\"n2\"", SipText.Header(again.Text, "Authorization"), StringComparison.Ordinal);
        rig.Wire.Receive(SipText.Response(again.Text, 200));
        await hangUp;
        Assert.Equal(0, rig.Endpoint.Dialogs.Count);
    }

    [Fact]
    public async Task A_repeated_200_is_acknowledged_after_the_challenged_INVITE_has_left_its_table()
    {
        await using var rig = await SipRig.StartAsync();
        var calling = CallAsync(rig);
        var first = rig.Expect("INVITE");
        rig.Wire.Receive(SipText.Response(first.Text, 401, toTag: "edge", extra: Nonce("n1")));
        rig.Expect("ACK");
        var second = rig.Expect("INVITE");
        rig.Wire.Receive(SipText.Response(second.Text, 180, toTag: "bob"));
        rig.Advance(25);
        var ok = SipText.Response(second.Text, 200, toTag: "bob", extra: "Contact: <sip:bob@198.51.100.7:5060>", body: SipRig.Answer);
        rig.Wire.Receive(ok);
        rig.Expect("ACK");
        await calling;

        rig.Advance(10);
        rig.Wire.Receive(ok);

        Assert.Equal("2 ACK", SipText.Header(rig.Expect("ACK").Text, "CSeq"));
    }

    [Fact]
    public async Task Refused_credentials_are_the_outcome()
    {
        await using var rig = await SipRig.StartAsync();
        var calling = CallAsync(rig);
        rig.Wire.Receive(SipText.Response(rig.Expect("INVITE").Text, 401, toTag: "edge", extra: Nonce("n1")));
        rig.Expect("ACK");
        rig.Wire.Receive(SipText.Response(rig.Expect("INVITE").Text, 401, toTag: "edge", extra: Nonce("n2")));
        rig.Expect("ACK");

        Assert.Equal(401, (await calling).Outcome.Response!.StatusCode);
        rig.ExpectSilence();
    }

    [Fact]
    public async Task A_call_taken_back_does_not_answer_the_challenge()
    {
        await using var rig = await SipRig.StartAsync();
        using var cancel = new CancellationTokenSource();
        var calling = CallAsync(rig, cancel.Token);
        var invite = rig.Expect("INVITE");
        await cancel.CancelAsync();

        rig.Wire.Receive(SipText.Response(invite.Text, 401, toTag: "edge", extra: Nonce("n1")));

        rig.Expect("ACK");
        Assert.Equal(SipCallEnding.CancelledByUs, (await (await calling).Ended).Ending);
        rig.ExpectSilence();
    }

    [Fact]
    public async Task Without_credentials_a_challenge_is_a_refusal()
    {
        await using var rig = await SipRig.StartAsync();
        var calling = CallAsync(rig, credentials: null);
        rig.Wire.Receive(SipText.Response(rig.Expect("INVITE").Text, 407, toTag: "edge", extra: "Proxy-Authenticate: Digest realm=\"p\", nonce=\"n\""));

        rig.Expect("ACK");
        Assert.Equal(407, (await calling).Outcome.Response!.StatusCode);
    }

    [Fact]
    public async Task A_request_outside_of_dialogs_answers_its_challenge()
    {
        await using var rig = await SipRig.StartAsync();
        var request = SipEndpoint.CreateRequest(SipMethod.Options, SipUri.Parse("sip:198.51.100.7:5060"), SipUri.Parse("sip:gw@192.0.2.1"));
        var sending = rig.Endpoint.SendAsync(request, new SipCredentials("gw", "secret"), TestContext.Current.CancellationToken);
        rig.Wire.Receive(SipText.Response((await NextAsync(rig, "OPTIONS")).Text, 401, toTag: "x", extra: Nonce("n1")));
        var again = await NextAsync(rig, "OPTIONS");
        Assert.Equal("2 OPTIONS", SipText.Header(again.Text, "CSeq"));
        rig.Wire.Receive(SipText.Response(again.Text, 200, toTag: "x"));

        var outcome = await sending;
        Assert.Equal((ClientTransactionEventKind.Final, 200), (outcome.Kind, outcome.Response!.StatusCode));
    }

    private static string Nonce(string nonce) => $"WWW-Authenticate: Digest realm=\"pbx\", nonce=\"{nonce}\", qop=\"auth\", algorithm=SHA-256";

    private static string? Branch(LoopbackMessage message) => SipText.Parameter(SipText.Header(message.Text, "Via"), "branch");

    /// <summary>Sent by a continuation on another thread.</summary>
    private static async Task<LoopbackMessage> NextAsync(SipRig rig, string what)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (rig.Wire.IsSilent)
        {
            await Task.Delay(5, limit.Token);
        }

        return rig.Expect(what);
    }

    private static Task<UacCall> CallAsync(SipRig rig, CancellationToken? cancellation = null) =>
        CallAsync(rig, new SipCredentials("gateway", "secret"), cancellation);

    private static Task<UacCall> CallAsync(SipRig rig, SipCredentials? credentials, CancellationToken? cancellation = null) => UacCall.InviteAsync(
        rig.Endpoint.Dialogs,
        new UacInvite
        {
            Uri = SipUri.Parse("sip:bob@198.51.100.7:5060"),
            From = NameAddress.Parse("<sip:gateway@192.0.2.1>"),
            Body = SipBody.Sdp(SipRig.Offer),
            Credentials = credentials,
        },
        cancellation ?? TestContext.Current.CancellationToken);
}
