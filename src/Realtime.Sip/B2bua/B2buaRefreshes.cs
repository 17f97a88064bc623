using static Realtime.Sip.B2bua.B2buaAction;

namespace Realtime.Sip.B2bua;

/// <summary>
/// The part of <see cref="B2buaMachine"/> for session timers (RFC 4028): our own re-INVITE on one leg, which keeps that leg from any
/// other offer while it is open, and the end of a session that nobody refreshed.
/// </summary>
internal static class B2buaRefreshes
{
    public static B2buaStep Step(B2buaState state, B2buaInput input) => input switch
    {
        B2buaInput.CallerRefreshDue when IsFree(state) && !state.CallerRefreshing && !state.RefreshesCaller =>
            Act(state with { RefreshesCaller = true }, RefreshCaller),
        B2buaInput.TargetRefreshDue when IsFree(state) && !state.TargetRefreshing && !state.RefreshesTarget =>
            Act(state with { RefreshesTarget = true }, RefreshTarget),
        B2buaInput.CallerRefreshDone => new B2buaStep(state with { RefreshesCaller = false }, default),
        B2buaInput.TargetRefreshDone => new B2buaStep(state with { RefreshesTarget = false }, default),
        B2buaInput.CallerExpired when state.IsInCall => B2buaEnding.End(state, B2buaCause.CallerExpired),
        B2buaInput.TargetExpired when state.IsInCall => B2buaEnding.End(state, B2buaCause.TargetExpired),
        B2buaInput.CallerRefreshDue or B2buaInput.CallerExpired when IsComing(state) => Act(state, PostponeCaller),
        B2buaInput.TargetRefreshDue or B2buaInput.TargetExpired when IsComing(state) => Act(state, PostponeTarget),
        _ => new B2buaStep(state, default),
    };

    private static B2buaStep Act(B2buaState state, B2buaAction action) => new(state, B2buaActions.Of(action));

    private static bool IsFree(B2buaState state) => state.IsInCall && state.Exchange == B2buaExchange.None;

    /// <summary>The call is up, or will be: what can not be done now can be done later.</summary>
    private static bool IsComing(B2buaState state) => state.Cause == B2buaCause.None;
}
