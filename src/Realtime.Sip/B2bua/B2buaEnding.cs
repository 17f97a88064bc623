using static Realtime.Sip.B2bua.B2buaAction;

namespace Realtime.Sip.B2bua;

/// <summary>The part of <see cref="B2buaMachine"/> that takes a call down from wherever it stands.</summary>
internal static class B2buaEnding
{
    public static B2buaStep End(B2buaState state, B2buaCause cause)
    {
        var (caller, callerActions) = EndCaller(state.Caller, cause);
        var (target, targetActions) = EndTarget(state.Target, cause);
        var next = state with
        {
            Caller = caller,
            Target = target,
            Exchange = B2buaExchange.None,
            Bridging = false,
            CallerRefreshing = false,
            TargetRefreshing = false,
            RefreshesCaller = false,
            RefreshesTarget = false,
            Cancelled = (byte)(state.Cancelled + (state.Target == TargetLeg.Calling ? 1 : 0)),
            Cause = cause,
            Phase = PhaseOf(state.Caller),
        };
        var bridge = state.Bridging ? B2buaActions.Of(StopBridge) : default;
        return new B2buaStep(next, EndExchange(state.Exchange).Then(bridge).Then(callerActions).Then(targetActions));
    }

    private static B2buaPhase PhaseOf(CallerLeg caller) => caller switch
    {
        CallerLeg.Pending => B2buaPhase.BeforeAnswer,
        CallerLeg.Answered => B2buaPhase.Unacknowledged,
        _ => B2buaPhase.InCall,
    };

    private static (CallerLeg Next, B2buaActions Actions) EndCaller(CallerLeg caller, B2buaCause cause) => (caller, cause) switch
    {
        (CallerLeg.Pending, _) => (CallerLeg.Closed, B2buaActions.Of(RefuseCaller)),
        (_, B2buaCause.CallerHungUp) => (CallerLeg.Closed, default),
        (CallerLeg.Answered, B2buaCause.TargetHungUp or B2buaCause.TargetLost or B2buaCause.HungUp) => (CallerLeg.Leaving, default),
        _ => (CallerLeg.Closing, B2buaActions.Of(ByeCaller)),
    };

    private static (TargetLeg Next, B2buaActions Actions) EndTarget(TargetLeg target, B2buaCause cause) => target switch
    {
        TargetLeg.Calling => (TargetLeg.Closed, B2buaActions.Of(CancelAttempt).Then(FinishDial)),
        TargetLeg.Answered => EndAnswered(cause, B2buaActions.Of(AckTarget)),
        TargetLeg.Confirmed => EndAnswered(cause, default),
        _ => (target, default),
    };

    private static (TargetLeg Next, B2buaActions Actions) EndAnswered(B2buaCause cause, B2buaActions before) => cause switch
    {
        B2buaCause.TargetHungUp => (TargetLeg.Closed, before),
        B2buaCause.CallerHungUp => (TargetLeg.Draining, before.Then(StartDrain)),
        _ => (TargetLeg.Closing, before.Then(ByeTarget)),
    };

    /// <summary>Who waits for an answer gets one, and a 2xx that waits for its ACK gets it, before any BYE to that leg.</summary>
    private static B2buaActions EndExchange(B2buaExchange exchange) => exchange switch
    {
        B2buaExchange.None or B2buaExchange.Retarget => default,
        B2buaExchange.AckFromCaller => B2buaActions.Of(AckExchangeToTarget),
        B2buaExchange.AckFromTarget => B2buaActions.Of(AckExchangeToCaller),
        _ => B2buaActions.Of(CloseExchange),
    };
}
