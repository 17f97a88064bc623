using static Realtime.Sip.B2bua.B2buaAction;

namespace Realtime.Sip.B2bua;

/// <summary>
/// One call of two legs as a pure table: state × input → next state + actions. No clock, no I/O.
/// </summary>
/// <remarks>
/// What it keeps true, whatever crosses on the wire: each leg that came up is hung up by one side, each INVITE gets a final
/// answer or a CANCEL, no BYE goes to a caller before its ACK (RFC 3261 §15), a 2xx is always acknowledged, and the call
/// completes once. The half that ends calls is in <see cref="B2buaEnding"/>, the offers of an established call are in
/// <see cref="B2buaOffers"/>, the bridge to another target in <see cref="B2buaBridging"/>, session timers in <see cref="B2buaRefreshes"/>.
/// </remarks>
internal static class B2buaMachine
{
    /// <summary>Each cancelled attempt may live for 32 s (Timer B): a call that fails over faster than that has to stop somewhere.</summary>
    public const int MaxCancelled = 8;

    public static B2buaStep Step(B2buaState state, B2buaInput input)
    {
        var step = input switch
        {
            <= B2buaInput.Drained => ByUs(state, input),
            <= B2buaInput.CallerPrackTimeout => ByCaller(state, input),
            <= B2buaInput.CallerRefer => B2buaOffers.Request(state, B2buaSide.Caller, input),
            <= B2buaInput.TargetAckTimeout => ByTarget(state, input),
            <= B2buaInput.TargetRefer => B2buaOffers.Request(state, B2buaSide.Target, input),
            <= B2buaInput.CancelledFinished => OnAbandoned(state, input),
            <= B2buaInput.StaleAnswered => B2buaOffers.OnExchange(state, input),
            <= B2buaInput.Bridged => B2buaBridging.Step(state, input),
            _ => B2buaRefreshes.Step(state, input),
        };
        var actions = step.Actions;
        if (step.State.IsOver && !state.IsOver)
        {
            actions = actions.Then(Complete);
        }

        if (step.State.IsSettled && !state.IsSettled)
        {
            actions = actions.Then(Settle);
        }

        return new B2buaStep(step.State, actions);
    }

    private static B2buaStep ByUs(B2buaState state, B2buaInput input) => (input, state.Caller, state.Target) switch
    {
        (B2buaInput.Ring, CallerLeg.Pending, _) => Act(state, SendRinging),
        (B2buaInput.Dial, CallerLeg.Pending, TargetLeg.None) when state.Cancelled < MaxCancelled =>
            Act(state with { Target = TargetLeg.Calling }, InviteTarget),
        (B2buaInput.Dial, _, _) => Act(state, FinishDial),
        (B2buaInput.Abandon, _, TargetLeg.Calling) => new(
            state with { Target = TargetLeg.None, Cancelled = (byte)(state.Cancelled + 1) },
            B2buaActions.Of(CancelAttempt).Then(FinishDial)),
        (B2buaInput.Reject, CallerLeg.Pending, _) => B2buaEnding.End(state, B2buaCause.Rejected),
        (B2buaInput.HangUp, CallerLeg.Pending or CallerLeg.Answered or CallerLeg.Confirmed, _) =>
            B2buaEnding.End(state, B2buaCause.HungUp),
        (B2buaInput.HangUp or B2buaInput.Drained, _, TargetLeg.Draining) =>
            Act(state with { Target = TargetLeg.Closing }, ByeTarget),
        _ => Stay(state),
    };

    private static B2buaStep ByCaller(B2buaState state, B2buaInput input) => (input, state.Caller) switch
    {
        (B2buaInput.CallerCancel, CallerLeg.Pending) => B2buaEnding.End(state, B2buaCause.CallerCancelled),
        (B2buaInput.CallerAck, CallerLeg.Answered) => Act(
            state with { Caller = CallerLeg.Confirmed, Target = TargetLeg.Confirmed }, AckTarget),
        (B2buaInput.CallerAck or B2buaInput.CallerAckTimeout or B2buaInput.CallerLost, CallerLeg.Leaving) =>
            Act(state with { Caller = CallerLeg.Closing }, ByeCaller),
        (B2buaInput.CallerAck, CallerLeg.Confirmed) => B2buaOffers.CallerAcknowledged(state),
        (B2buaInput.CallerBye, CallerLeg.Pending) => B2buaEnding.End(state, B2buaCause.CallerCancelled).After(AnswerOk),
        (B2buaInput.CallerBye, CallerLeg.Answered or CallerLeg.Confirmed) =>
            B2buaEnding.End(state, B2buaCause.CallerHungUp).After(AnswerOk),
        (B2buaInput.CallerBye, CallerLeg.Leaving) => Act(state with { Caller = CallerLeg.Closed }, AnswerOk),
        (B2buaInput.CallerBye, CallerLeg.Closing) => Act(state, AnswerOk),
        (B2buaInput.CallerBye, CallerLeg.Closed) => Act(state, AnswerGone),
        (B2buaInput.CallerByeDone, CallerLeg.Closing) => Stay(state with { Caller = CallerLeg.Closed }),
        (B2buaInput.CallerLost, CallerLeg.Pending or CallerLeg.Answered or CallerLeg.Confirmed) =>
            B2buaEnding.End(state, B2buaCause.CallerLost),
        (B2buaInput.CallerPrackTimeout, CallerLeg.Pending) => B2buaEnding.End(state, B2buaCause.NotAcknowledged),
        (B2buaInput.CallerAckTimeout, CallerLeg.Answered) => B2buaEnding.End(state, B2buaCause.NotAcknowledged),
        (B2buaInput.CallerAckTimeout, CallerLeg.Confirmed) when B2buaOffers.AwaitsCallerAck(state) =>
            B2buaEnding.End(state, B2buaCause.NotAcknowledged),
        _ => Stay(state),
    };

    private static B2buaStep ByTarget(B2buaState state, B2buaInput input) => (input, state.Target) switch
    {
        (B2buaInput.TargetProvisional, TargetLeg.Calling) => Act(state, NoteProvisional),
        (B2buaInput.TargetAnswered, TargetLeg.Calling) => new(
            state with { Caller = CallerLeg.Answered, Target = TargetLeg.Answered },
            B2buaActions.Of(AnswerCaller).Then(FinishDial)),
        (B2buaInput.TargetRejected or B2buaInput.TargetTimeout or B2buaInput.TargetLost, TargetLeg.Calling) =>
            Act(state with { Target = TargetLeg.None }, FinishDial),
        (B2buaInput.TargetAck, TargetLeg.Confirmed) => B2buaOffers.TargetAcknowledged(state),
        (B2buaInput.TargetBye, TargetLeg.Confirmed) when B2buaBridging.Outlives(state) => B2buaBridging.LoseTarget(state).After(AnswerOk),
        (B2buaInput.TargetLost, TargetLeg.Confirmed) when B2buaBridging.Outlives(state) => B2buaBridging.LoseTarget(state),
        (B2buaInput.TargetBye, TargetLeg.Answered or TargetLeg.Confirmed) =>
            B2buaEnding.End(state, B2buaCause.TargetHungUp).After(AnswerOk),
        (B2buaInput.TargetBye, TargetLeg.Draining) => Act(state with { Target = TargetLeg.Closed }, AnswerOk),
        (B2buaInput.TargetBye, TargetLeg.Closing) => Act(state, AnswerOk),
        (B2buaInput.TargetBye, _) => Act(state, AnswerGone),
        (B2buaInput.TargetByeDone, TargetLeg.Closing) => Stay(state with { Target = TargetLeg.Closed }),
        (B2buaInput.TargetLost, TargetLeg.Answered or TargetLeg.Confirmed) => B2buaEnding.End(state, B2buaCause.TargetLost),
        (B2buaInput.TargetLost, TargetLeg.Draining) => Act(state with { Target = TargetLeg.Closing }, ByeTarget),
        (B2buaInput.TargetAckTimeout, TargetLeg.Confirmed) when B2buaOffers.AwaitsTargetAck(state) =>
            B2buaEnding.End(state, B2buaCause.NotAcknowledged),
        _ => Stay(state),
    };

    private static B2buaStep OnAbandoned(B2buaState state, B2buaInput input) => input switch
    {
        B2buaInput.ForkAnswered => new(state, B2buaActions.Of(AckStray).Then(ByeStray)),
        B2buaInput.CancelledAnswered => new(
            state with { Cancelled = (byte)(state.Cancelled - 1) }, B2buaActions.Of(AckStray).Then(ByeStray)),
        _ => Stay(state with { Cancelled = (byte)(state.Cancelled - 1) }),
    };

    private static B2buaStep Act(B2buaState state, B2buaAction action) => new(state, B2buaActions.Of(action));

    private static B2buaStep Stay(B2buaState state) => new(state, default);

    /// <summary>The same step with one action before its own.</summary>
    private static B2buaStep After(this B2buaStep step, B2buaAction first) =>
        step with { Actions = B2buaActions.Of(first).Then(step.Actions) };
}
