using Realtime.Sip.B2bua;
using Realtime.Testing;
using Xunit;

namespace Realtime.Sip.Tests.B2bua;

/// <summary>Hold and resume: passed on where the target takes it, answered for it where it does not; the call stays in any case.</summary>
public sealed class B2buaHoldTests
{
    private static readonly string Hold = B2buaRig.Offer.Replace("- 17 1 ", "- 17 2 ", StringComparison.Ordinal) + "a=sendonly\r\n";
    private static readonly string Resume = B2buaRig.Offer.Replace("- 17 1 ", "- 17 3 ", StringComparison.Ordinal);
    private static readonly string Held = B2buaRig.Answer.Replace("- 5 1 ", "- 5 2 ", StringComparison.Ordinal) + "a=recvonly\r\n";

    [Fact]
    public async Task A_target_that_takes_offers_hears_of_it()
    {
        await using var rig = await InCallAsync(B2buaOfferPolicy.Relay);
        rig.CallerSays("INVITE", 2, body: Hold);
        var relayed = rig.ExpectTarget("INVITE");
        Assert.Equal(Hold, SipText.Body(relayed.Text));

        rig.VendorAnswers(relayed, 200, Held);

        Assert.Equal(Held, SipText.Body(rig.ExpectCaller("200 INVITE").Text));
        rig.CallerSays("ACK", 2);
        rig.ExpectTarget("ACK");
    }

    [Theory]
    [InlineData(488)]
    [InlineData(501)]
    [InlineData(603)]
    public async Task A_target_that_refuses_it_is_answered_for_and_so_is_the_way_back(int status)
    {
        await using var rig = await InCallAsync(B2buaOfferPolicy.Relay);
        rig.CallerSays("INVITE", 2, body: Hold);
        rig.VendorAnswers(rig.ExpectTarget("INVITE"), status);
        rig.ExpectTarget("ACK");
        Assert.Equal(Held, SipText.Body(rig.ExpectCaller("200 INVITE").Text));
        rig.CallerSays("ACK", 2);

        // A refresh amid it repeats the same.
        rig.CallerSays("INVITE", 3, body: Hold);
        Assert.Equal(Held, SipText.Body(rig.ExpectCaller("200 INVITE").Text));
        rig.CallerSays("ACK", 3);
        rig.CallerSays("INVITE", 4, body: Resume);
        rig.VendorAnswers(rig.ExpectTarget("INVITE"), status);
        rig.ExpectTarget("ACK");
        Assert.EndsWith("a=sendrecv\r\n", SipText.Body(rig.ExpectCaller("200 INVITE").Text), StringComparison.Ordinal);
        rig.CallerSays("ACK", 4);
        rig.Advance(60);
        rig.ExpectSilence();
        Assert.False(rig.Call.Completion.IsCompleted);
    }

    [Fact]
    public async Task A_target_whose_profile_takes_no_offers_never_hears_of_it()
    {
        await using var rig = await InCallAsync(B2buaOfferPolicy.Reject);

        rig.CallerSays("INVITE", 2, body: Hold);

        Assert.Equal(Held, SipText.Body(rig.ExpectCaller("200 INVITE").Text));
        rig.CallerSays("ACK", 2);
        rig.ExpectSilence();
    }

    [Fact]
    public async Task A_target_that_is_silent_to_it_is_answered_for_in_the_end()
    {
        await using var rig = await InCallAsync(B2buaOfferPolicy.Relay);
        rig.CallerSays("INVITE", 2, body: Hold);
        rig.ExpectTarget("INVITE");

        rig.Advance(33);

        Assert.Contains(rig.Caller.Sent, message => message.Status == 200 && SipText.Body(message.Text) == Held);
        Assert.False(rig.Call.Completion.IsCompleted);
    }

    [Fact]
    public async Task A_hold_that_is_cancelled_or_collides_is_not_answered_for()
    {
        await using var rig = await InCallAsync(B2buaOfferPolicy.Relay);
        rig.CallerSays("INVITE", 2, body: Hold);

        rig.VendorAnswers(rig.ExpectTarget("INVITE"), 491);

        rig.ExpectTarget("ACK");
        rig.ExpectCaller("491 INVITE");
    }

    [Fact]
    public async Task An_answer_of_ours_that_is_never_acknowledged_ends_the_call()
    {
        await using var rig = await InCallAsync(B2buaOfferPolicy.Reject);
        rig.CallerSays("INVITE", 2, body: Hold);

        rig.Advance(13);

        Assert.Equal(B2buaCause.NotAcknowledged, (await rig.Call.Completion).Cause);
    }

    private static async Task<B2buaRig> InCallAsync(B2buaOfferPolicy changedOffers)
    {
        var rig = await B2buaRig.InvitedAsync();
        rig.Destination = rig.Destination with { ChangedOffers = changedOffers };
        rig.Dial();
        rig.AnswerAndAcknowledge();
        return rig;
    }
}
