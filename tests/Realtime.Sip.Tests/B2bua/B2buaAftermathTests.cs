using Realtime.Testing;
using Xunit;

namespace Realtime.Sip.Tests.B2bua;

/// <summary>What comes late, when the call is over and nothing is kept of it but what repeats get.</summary>
public sealed class B2buaAftermathTests
{
    [Fact]
    public async Task A_repeated_200_of_an_ended_call_gets_its_ACK_again()
    {
        await using var rig = await B2buaRig.AnsweredAsync();
        rig.CallerSays("ACK", 1);
        var first = rig.ExpectTarget("ACK").Text;
        await EndAsync(rig);

        rig.VendorAnswers();

        Assert.Equal(first, rig.ExpectTarget("ACK").Text);
        rig.ExpectSilence();
    }

    [Fact]
    public async Task A_200_of_another_fork_of_an_ended_call_is_acknowledged_and_hung_up()
    {
        await using var rig = await B2buaRig.InCallAsync();
        await EndAsync(rig);

        rig.VendorAnswers(tag: "late");

        var ack = rig.ExpectTarget("ACK");
        Assert.EndsWith("tag=late", SipText.Header(ack.Text, "To"), StringComparison.Ordinal);
        Assert.Equal(SipText.Header(rig.Invite.Text, "From"), SipText.Header(ack.Text, "From"));
        var bye = rig.ExpectTarget("BYE");
        Assert.Equal(("2 BYE", SipText.Header(rig.Invite.Text, "Call-ID")), (SipText.Header(bye.Text, "CSeq"), SipText.Header(bye.Text, "Call-ID")));
        rig.VendorAnswers(bye, 200);
        rig.ExpectSilence();
    }

    [Fact]
    public async Task The_callers_repeats_after_the_end_get_what_they_got_before()
    {
        await using var rig = await B2buaRig.InCallAsync();
        await EndAsync(rig);

        rig.Caller.Receive(SipText.Request("INVITE", extra: "Content-Type: application/sdp", body: B2buaRig.Offer));
        rig.ExpectSilence();
        rig.Caller.Receive(SipText.Request("CANCEL"));
        Assert.Equal(
            SipText.Parameter(SipText.Header(rig.Ok.Text, "To"), "tag"),
            SipText.Parameter(SipText.Header(rig.ExpectCaller("200 CANCEL").Text, "To"), "tag"));
        rig.CallerSays("BYE", 2);
        rig.ExpectCaller("200 BYE");
        rig.ExpectSilence();
    }

    [Fact]
    public async Task The_same_invite_by_another_path_is_refused_while_the_first_is_remembered()
    {
        await using var rig = await B2buaRig.InCallAsync();
        await EndAsync(rig);

        rig.Caller.Receive(SipText.Request("INVITE", branch: "z9hG4bKother", extra: "Content-Type: application/sdp", body: B2buaRig.Offer));

        rig.ExpectCaller("482 INVITE");
    }

    [Fact]
    public async Task After_half_a_minute_nothing_is_left()
    {
        await using var rig = await B2buaRig.InCallAsync();
        await EndAsync(rig);
        Assert.Equal((2, 1), (rig.Endpoint.Transactions.ServerTransactions, rig.Endpoint.Transactions.ClientTransactions));

        rig.Advance(33);

        Assert.Equal((0, 0), (rig.Endpoint.Transactions.ServerTransactions, rig.Endpoint.Transactions.ClientTransactions));
        Assert.Equal(0, rig.Time.PendingTimers);
    }

    private static async Task EndAsync(B2buaRig rig)
    {
        rig.CallerSays("BYE", 2);
        rig.ExpectCaller("200 BYE");
        rig.VendorAnswers(rig.ExpectTarget("BYE"), 200);
        await rig.Call.Settled.WaitAsync(TestContext.Current.CancellationToken);
    }
}
