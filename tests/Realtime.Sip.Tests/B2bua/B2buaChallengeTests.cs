using Realtime.Sip.Authentication;
using Realtime.Sip.B2bua;
using Realtime.Testing;
using Xunit;

namespace Realtime.Sip.Tests.B2bua;

public sealed class B2buaChallengeTests
{
    private const string Challenge = "WWW-Authenticate: Digest realm=\"carrier\", nonce=\"n1\", qop=\"auth\"";

    [Fact]
    public async Task A_target_that_challenges_gets_credentials_and_the_caller_hears_nothing_of_it()
    {
        await using var rig = await ChallengedAsync();
        var again = rig.ExpectTarget("INVITE");
        Assert.Equal("2 INVITE", SipText.Header(again.Text, "CSeq"));
        Assert.Contains("username=\"gw\", realm=\"carrier\"", SipText.Header(again.Text, "Authorization"), StringComparison.Ordinal);

        rig.Target.Receive(
            SipText.Response(again.Text, 200, toTag: "oai", extra: "Contact: <sip:OAI@sip.example.org:5061>", body: B2buaRig.Answer), B2buaRig.Vendor);

        var ok = rig.Caller.Take();
        Assert.Equal(200, ok.Status);
        Assert.Equal(DialStatus.Answered, (await rig.Dialling).Status);
        rig.Caller.Receive(SipText.Request(
            "ACK", branch: "z9hG4bK-ack", toTag: SipText.Parameter(SipText.Header(ok.Text, "To"), "tag"), cseq: 1));
        var ack = rig.ExpectTarget("ACK");
        Assert.Equal("2 ACK", SipText.Header(ack.Text, "CSeq"));
        Assert.NotNull(SipText.Header(ack.Text, "Authorization"));
        await rig.Call.HangUpAsync();
        var bye = rig.ExpectTarget("BYE");
        Assert.Equal("3 BYE", SipText.Header(bye.Text, "CSeq"));
        Assert.Contains("nc=00000002", SipText.Header(bye.Text, "Authorization"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_password_that_the_target_refuses_ends_the_attempt()
    {
        await using var rig = await ChallengedAsync();
        rig.Target.Receive(SipText.Response(rig.ExpectTarget("INVITE").Text, 401, toTag: "oai", extra: Challenge), B2buaRig.Vendor);

        rig.ExpectTarget("ACK");
        var result = await rig.Dialling;
        Assert.Equal((DialStatus.Rejected, 401), (result.Status, result.Response!.StatusCode));
    }

    [Fact]
    public async Task A_caller_who_leaves_after_the_challenge_cancels_the_INVITE_that_counts()
    {
        await using var rig = await ChallengedAsync();
        var again = rig.ExpectTarget("INVITE");
        rig.Target.Receive(SipText.Response(again.Text, 180, toTag: "oai"), B2buaRig.Vendor);

        await rig.Call.HangUpAsync();

        Assert.Equal("2 CANCEL", SipText.Header(rig.ExpectTarget("CANCEL").Text, "CSeq"));
    }

    [Fact]
    public async Task A_caller_that_challenges_our_BYE_gets_credentials()
    {
        await using var rig = await B2buaRig.InCallAsync(_ => new B2buaCallOptions { CallerCredentials = new SipCredentials("gw", "secret") });
        await rig.Call.HangUpAsync();
        var bye = rig.Caller.Take();
        while (bye.Method != "BYE")
        {
            bye = rig.Caller.Take();
        }

        rig.Caller.Receive(SipText.Response(bye.Text, 407, extra: "Proxy-Authenticate: Digest realm=\"carrier\", nonce=\"n1\", qop=\"auth\""));

        var again = rig.Caller.Take();
        Assert.Equal("BYE", again.Method);
        Assert.Contains("username=\"gw\"", SipText.Header(again.Text, "Proxy-Authorization"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_process_that_took_a_call_over_answers_challenges_too()
    {
        await using var first = await B2buaRig.InCallAsync();
        await using var next = await B2buaRig.TakenOverAsync(first, new B2buaCallOptions { CallerCredentials = new SipCredentials("gw", "secret") });
        await next.Call.HangUpAsync();
        var bye = next.ExpectCaller("BYE");

        next.Caller.Receive(SipText.Response(bye.Text, 401, extra: Challenge));

        var again = next.ExpectCaller("BYE");
        Assert.Equal("2 BYE", SipText.Header(again.Text, "CSeq"));
        Assert.Contains("username=\"gw\"", SipText.Header(again.Text, "Authorization"), StringComparison.Ordinal);
    }

    private static async Task<B2buaRig> ChallengedAsync()
    {
        var rig = await B2buaRig.InvitedAsync();
        rig.Destination = rig.Destination with { Credentials = new SipCredentials("gw", "secret") };
        rig.Dial();
        rig.Target.Receive(SipText.Response(rig.Invite.Text, 401, toTag: "oai", extra: Challenge), B2buaRig.Vendor);
        rig.ExpectTarget("ACK");
        while (!rig.Caller.IsSilent)
        {
            rig.Caller.Take();
        }

        return rig;
    }
}
