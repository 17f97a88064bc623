using Realtime.Sip.B2bua;
using Xunit;

namespace Realtime.Sip.Tests.B2bua;

public sealed class B2buaMachineTests
{
    private const string InCall = "Dial TargetAnswered CallerAck";

    [Theory]
    [InlineData("a plain answer", "Dial", "TargetAnswered", "AnswerCaller FinishDial")]
    [InlineData("the ACK passes through", "Dial TargetAnswered", "CallerAck", "AckTarget")]
    [InlineData("CANCEL before a final answer", "Dial", "CallerCancel", "RefuseCaller CancelAttempt FinishDial Complete")]
    [InlineData("CANCEL with nobody dialled", "Ring", "CallerCancel", "RefuseCaller Complete Settle")]
    [InlineData("CANCEL against our 200", "Dial TargetAnswered", "CallerCancel", "")]
    [InlineData("the target's 200 against our CANCEL", "Dial CallerCancel", "CancelledAnswered", "AckStray ByeStray Settle")]
    [InlineData("an attempt given up", "Dial", "Abandon", "CancelAttempt FinishDial")]
    [InlineData("a late 200 of an attempt given up, while another runs", "Dial Abandon Dial", "CancelledAnswered", "AckStray ByeStray")]
    [InlineData("BYE before any answer", "Dial", "CallerBye", "AnswerOk RefuseCaller CancelAttempt FinishDial Complete")]
    [InlineData("BYE instead of ACK", "Dial TargetAnswered", "CallerBye", "AnswerOk AckTarget StartDrain")]
    [InlineData("the target hangs up before the caller's ACK", "Dial TargetAnswered", "TargetBye", "AnswerOk AckTarget")]
    [InlineData("and the caller's ACK comes", "Dial TargetAnswered TargetBye", "CallerAck", "ByeCaller Complete")]
    [InlineData("and the caller's ACK never comes", "Dial TargetAnswered TargetBye", "CallerAckTimeout", "ByeCaller Complete")]
    [InlineData("a 200 without ACK", "Dial TargetAnswered", "CallerAckTimeout", "ByeCaller AckTarget ByeTarget Complete")]
    [InlineData("the caller hangs up", InCall, "CallerBye", "AnswerOk StartDrain")]
    [InlineData("and all is said", InCall + " CallerBye", "Drained", "ByeTarget Complete")]
    [InlineData("and the target hangs up meanwhile", InCall + " CallerBye", "TargetBye", "AnswerOk Complete Settle")]
    [InlineData("the target hangs up", InCall, "TargetBye", "AnswerOk ByeCaller Complete")]
    [InlineData("BYE against BYE", InCall + " TargetBye", "CallerBye", "AnswerOk")]
    [InlineData("BYE after the end", InCall + " TargetBye CallerByeDone", "TargetBye", "AnswerGone")]
    [InlineData("a second 200 from a fork", InCall, "ForkAnswered", "AckStray ByeStray")]
    [InlineData("a re-INVITE against a re-INVITE", InCall + " CallerReInvite", "TargetReInvite", "AnswerPending")]
    [InlineData("a re-INVITE after a re-INVITE", InCall + " CallerReInvite", "CallerReInvite", "AnswerBusy")]
    [InlineData("a re-INVITE before the first ACK", "Dial TargetAnswered", "CallerReInvite", "AnswerBusy")]
    [InlineData("a refused offer leaves the call up", InCall + " CallerReInvite", "ExchangeRefused", "RefuseExchange")]
    [InlineData("BYE amid an offer", InCall + " CallerReInvite", "TargetBye", "AnswerOk CloseExchange ByeCaller Complete")]
    [InlineData("BYE before the ACK of an offer", InCall + " TargetReInvite ExchangeAnswered", "TargetBye",
        "AnswerOk AckExchangeToCaller ByeCaller Complete")]
    [InlineData("a refresh is a matter of its leg", InCall, "CallerRefresh", "AnswerFromLastBody")]
    [InlineData("both sides refresh at once", InCall + " CallerRefresh", "TargetRefresh", "AnswerFromLastBody")]
    [InlineData("a refresh without ACK", InCall + " CallerRefresh", "CallerAckTimeout", "ByeCaller ByeTarget Complete")]
    [InlineData("a 200 to a re-INVITE of a call that is over", InCall + " CallerReInvite HangUp", "StaleAnswered", "AckStale")]
    public void Each_crossing_has_its_answer(string crossing, string before, string input, string actions)
    {
        var state = before.Split(' ').Select(Enum.Parse<B2buaInput>)
            .Aggregate(default(B2buaState), (state, input) => B2buaMachine.Step(state, input).State);
        var step = B2buaMachine.Step(state, Enum.Parse<B2buaInput>(input));
        Assert.True(actions == step.Actions.ToString(), $"{crossing}: expected '{actions}', got '{step.Actions}'");
    }

    [Theory]
    [InlineData("Dial CallerCancel", B2buaCause.CallerCancelled, B2buaPhase.BeforeAnswer)]
    [InlineData("Dial TargetAnswered CallerAckTimeout", B2buaCause.NotAcknowledged, B2buaPhase.Unacknowledged)]
    [InlineData(InCall + " TargetBye CallerBye", B2buaCause.TargetHungUp, B2buaPhase.InCall)]
    [InlineData(InCall + " CallerBye TargetBye", B2buaCause.CallerHungUp, B2buaPhase.InCall)]
    [InlineData("Reject CallerCancel", B2buaCause.Rejected, B2buaPhase.BeforeAnswer)]
    public void The_first_cause_stands(string inputs, B2buaCause cause, B2buaPhase phase)
    {
        var state = inputs.Split(' ').Select(Enum.Parse<B2buaInput>)
            .Aggregate(default(B2buaState), (state, input) => B2buaMachine.Step(state, input).State);
        Assert.Equal((cause, phase), (state.Cause, state.Phase));
    }

    [Fact]
    public void Attempts_that_pile_up_are_bounded()
    {
        var state = default(B2buaState);
        for (var i = 0; i < B2buaMachine.MaxCancelled; i++)
        {
            state = B2buaMachine.Step(B2buaMachine.Step(state, B2buaInput.Dial).State, B2buaInput.Abandon).State;
        }

        Assert.Equal("FinishDial", B2buaMachine.Step(state, B2buaInput.Dial).Actions.ToString());
    }
}
