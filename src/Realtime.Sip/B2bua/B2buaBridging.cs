using static Realtime.Sip.B2bua.B2buaAction;

namespace Realtime.Sip.B2bua;

/// <summary>
/// The part of <see cref="B2buaMachine"/> for a bridge: somebody else is called while the caller stays with the target, then the
/// caller is taken over by a re-INVITE (RFC 3725). Until then nothing changes for the two; a target that leaves early does not take
/// the caller along.
/// </summary>
internal static class B2buaBridging
{
    public static B2buaStep Step(B2buaState state, B2buaInput input) => (input, state.Bridging) switch
    {
        (B2buaInput.Bridge, false) when state.IsInCall => Act(state with { Bridging = true }, StartBridge),
        (B2buaInput.Bridge, _) => Act(state, RefuseBridge),
        (B2buaInput.BridgeFailed, true) when state.IsOrphaned => B2buaEnding.End(WithoutBridge(state), B2buaCause.TargetHungUp),
        (B2buaInput.BridgeFailed, true) => new(WithoutBridge(state), default),
        (B2buaInput.Retarget, true) when IsFree(state) => Act(state with { Exchange = B2buaExchange.Retarget }, ReInviteCaller),
        (B2buaInput.Retarget, true) => Act(state, DeferReInvite),
        (B2buaInput.RetargetRefused, true) when state.Exchange == B2buaExchange.Retarget =>
            new(state with { Exchange = B2buaExchange.None }, default),
        (B2buaInput.Bridged, true) when state.Exchange == B2buaExchange.Retarget => new(
            WithoutBridge(state) with { Target = TargetLeg.Confirmed, RefreshesTarget = false },
            state.IsOrphaned ? B2buaActions.Of(AdoptTarget) : B2buaActions.Of(DismissTarget).Then(AdoptTarget)),
        _ => new(state, default),
    };

    /// <summary>The caller stays when the target leaves now. Not amid an offer between the two: that leaves the caller's leg in a state nobody knows.</summary>
    public static bool Outlives(B2buaState state) =>
        state.Bridging && state.Caller == CallerLeg.Confirmed && state.Exchange is B2buaExchange.None or B2buaExchange.Retarget;

    public static B2buaStep LoseTarget(B2buaState state) =>
        Act(state with { Target = TargetLeg.Closed, TargetRefreshing = false, RefreshesTarget = false }, B2buaAction.LoseTarget);

    private static bool IsFree(B2buaState state) =>
        state.Exchange == B2buaExchange.None && !state.CallerRefreshing && !state.TargetRefreshing && !state.RefreshesCaller;

    private static B2buaState WithoutBridge(B2buaState state) => state with
    {
        Bridging = false,
        Exchange = state.Exchange == B2buaExchange.Retarget ? B2buaExchange.None : state.Exchange,
    };

    private static B2buaStep Act(B2buaState state, B2buaAction action) => new(state, B2buaActions.Of(action));
}
