using Realtime.SipGateway.Calls;
using Xunit;

namespace Realtime.SipGateway.Tests.Calls;

public sealed class CallMachineTests
{
    private static readonly RealtimeCallId First = RealtimeCallId.Parse("rtc_1");
    private static readonly RealtimeCallId Second = RealtimeCallId.Parse("rtc_2");

    private static CallProgress Dialing => Step(Step(CallProgress.Start, CallMachine.Decide), CallMachine.BeginAttempt);

    private static CallProgress Announced => Step(Dialing, call => CallMachine.Announce(call, 1, First));

    private static CallProgress Accepting => Step(Announced, call => CallMachine.BeginAccept(call, First));

    private static CallProgress Accepted => Step(Accepting, call => CallMachine.Accepted(call, First));

    [Fact]
    public void A_call_goes_the_whole_way()
    {
        var call = Step(Step(Accepted, CallMachine.Answer), CallMachine.Acknowledge);

        var (ended, verdict) = CallMachine.End(call, CallOutcome.CallerHungUp);

        Assert.Equal(CallVerdict.Done, verdict);
        Assert.Equal(new CallProgress(CallState.Ended, 1, First, true, true, CallOutcome.CallerHungUp), ended);
    }

    [Fact]
    public void A_call_is_transferred_once_it_talks_and_goes_on_to_its_end()
    {
        Assert.Equal(CallVerdict.TooEarly, CallMachine.Transfer(Accepted).Verdict);
        var transferred = Step(Step(Accepted, CallMachine.Acknowledge), CallMachine.Transfer);

        Assert.Equal(CallState.Transferred, transferred.State);
        Assert.Equal(CallVerdict.Repeated, CallMachine.Transfer(transferred).Verdict);
        Assert.Equal(CallVerdict.AlreadyEnded, CallMachine.Transfer(Step(transferred, call => CallMachine.End(call, CallOutcome.CallerHungUp))).Verdict);
    }

    [Fact]
    public void A_call_is_decided_once()
    {
        var decided = Step(CallProgress.Start, CallMachine.Decide);

        Assert.Equal((decided, CallVerdict.Repeated), CallMachine.Decide(decided));
    }

    [Fact]
    public void An_undecided_call_dials_nobody() =>
        Assert.Equal(CallVerdict.TooEarly, CallMachine.BeginAttempt(CallProgress.Start).Verdict);

    [Fact]
    public void A_second_webhook_of_one_attempt_is_refused()
    {
        Assert.Equal(CallVerdict.Repeated, CallMachine.Announce(Announced, 1, First).Verdict);
        Assert.Equal(CallVerdict.Repeated, CallMachine.Announce(Announced, 1, Second).Verdict);
        Assert.Equal(CallVerdict.Repeated, CallMachine.Announce(Accepted, 1, Second).Verdict);
    }

    [Fact]
    public void A_webhook_of_an_attempt_that_was_given_up_is_refused()
    {
        var second = Step(Announced, CallMachine.BeginAttempt);

        Assert.Equal(CallVerdict.Superseded, CallMachine.Announce(second, 1, First).Verdict);
        Assert.Equal(CallVerdict.Superseded, CallMachine.BeginAccept(second, First).Verdict);
        Assert.Equal(2, second.Attempt);
        Assert.Null(second.RealtimeCallId);
    }

    [Fact]
    public void An_attempt_not_yet_made_cannot_be_announced() =>
        Assert.Equal(CallVerdict.TooEarly, CallMachine.Announce(Dialing, 2, First).Verdict);

    [Fact]
    public void Accept_is_begun_once()
    {
        Assert.Equal(CallVerdict.Repeated, CallMachine.BeginAccept(Accepting, First).Verdict);
        Assert.Equal(CallVerdict.Repeated, CallMachine.BeginAccept(Accepted, First).Verdict);
        Assert.Equal(CallVerdict.Superseded, CallMachine.BeginAccept(Announced, Second).Verdict);
    }

    [Fact]
    public void A_call_that_was_answered_starts_no_other_attempt() =>
        Assert.Equal(CallVerdict.Repeated, CallMachine.BeginAttempt(Step(Accepted, CallMachine.Answer)).Verdict);

    [Fact]
    public void A_session_that_never_answered_the_caller_makes_room_for_the_next_attempt()
    {
        var second = Step(Accepted, CallMachine.BeginAttempt);

        Assert.Equal((CallState.Dialing, 2, (RealtimeCallId?)null), (second.State, second.Attempt, second.RealtimeCallId));
        Assert.Equal(CallVerdict.Superseded, CallMachine.Announce(second, 1, First).Verdict);
    }

    [Fact]
    public void An_accept_that_was_overtaken_by_the_next_attempt_must_be_undone()
    {
        var second = Step(Accepting, CallMachine.BeginAttempt);

        Assert.Equal((second, CallVerdict.Superseded), CallMachine.Accepted(second, First));
    }

    [Fact]
    public void After_the_end_nothing_moves_and_everybody_is_told()
    {
        var ended = Step(Accepting, call => CallMachine.End(call, CallOutcome.CallerCancelled));

        Assert.Equal((ended, CallVerdict.AlreadyEnded), CallMachine.Decide(ended));
        Assert.Equal((ended, CallVerdict.AlreadyEnded), CallMachine.BeginAttempt(ended));
        Assert.Equal((ended, CallVerdict.AlreadyEnded), CallMachine.Announce(ended, 1, First));
        Assert.Equal((ended, CallVerdict.AlreadyEnded), CallMachine.BeginAccept(ended, First));
        Assert.Equal((ended, CallVerdict.AlreadyEnded), CallMachine.Accepted(ended, First));
        Assert.Equal((ended, CallVerdict.AlreadyEnded), CallMachine.Answer(ended));
        Assert.Equal((ended, CallVerdict.AlreadyEnded), CallMachine.Acknowledge(ended));
        Assert.Equal((ended, CallVerdict.AlreadyEnded), CallMachine.End(ended, CallOutcome.CallerHungUp));
    }

    [Fact]
    public void An_acknowledged_call_counts_as_answered() =>
        Assert.True(Step(Accepted, CallMachine.Acknowledge).Answered);

    private static CallProgress Step(CallProgress call, Func<CallProgress, (CallProgress Next, CallVerdict Verdict)> step)
    {
        var (next, verdict) = step(call);
        Assert.Equal(CallVerdict.Done, verdict);
        return next;
    }
}
