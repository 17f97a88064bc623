using static Realtime.Sip.B2bua.B2buaAction;

namespace Realtime.Sip.B2bua;

/// <summary>
/// The part of <see cref="B2buaMachine"/> for requests inside an established call. One offer at a time passes through
/// both legs; whatever crosses it is told to come back later (RFC 3261 §14, RFC 3311 §5.2). A refresh is a matter of its leg alone.
/// </summary>
internal static class B2buaOffers
{
    public static bool AwaitsCallerAck(B2buaState state) => state.CallerRefreshing || state.Exchange == B2buaExchange.AckFromCaller;

    public static bool AwaitsTargetAck(B2buaState state) => state.TargetRefreshing || state.Exchange == B2buaExchange.AckFromTarget;

    /// <summary>A request from one side that is answered here, passed on, or told to wait.</summary>
    public static B2buaStep Request(B2buaState state, B2buaSide from, B2buaInput input)
    {
        if (!state.IsInCall)
        {
            return Act(state, IsComingUp(state, from) ? AnswerBusy : AnswerGone);
        }

        var relay = from == B2buaSide.Caller ? RelayToTarget : RelayToCaller;
        return input switch
        {
            B2buaInput.CallerRefer or B2buaInput.TargetRefer => Act(state, AskRefer),
            B2buaInput.CallerInfo or B2buaInput.TargetInfo => Act(state, relay),
            _ when IsUnderWayTo(state, from) => Act(state, AnswerPending),
            _ when state.Exchange != B2buaExchange.None || IsRefreshing(state, from) => Act(state, AnswerBusy),
            B2buaInput.CallerRefresh => Act(state with { CallerRefreshing = true }, AnswerFromLastBody),
            B2buaInput.TargetRefresh => Act(state with { TargetRefreshing = true }, AnswerFromLastBody),
            _ when state.CallerRefreshing || state.TargetRefreshing || state.RefreshesCaller || state.RefreshesTarget => Act(state, AnswerPending),
            _ => Act(state with { Exchange = ExchangeOf(input) }, relay),
        };
    }

    public static B2buaStep CallerAcknowledged(B2buaState state) => state.Exchange == B2buaExchange.AckFromCaller
        ? Act(state with { Exchange = B2buaExchange.None }, AckExchangeToTarget)
        : new B2buaStep(state with { CallerRefreshing = false }, default);

    public static B2buaStep TargetAcknowledged(B2buaState state) => state.Exchange == B2buaExchange.AckFromTarget
        ? Act(state with { Exchange = B2buaExchange.None }, AckExchangeToCaller)
        : new B2buaStep(state with { TargetRefreshing = false }, default);

    public static B2buaStep OnExchange(B2buaState state, B2buaInput input) => (input, state.Exchange) switch
    {
        (B2buaInput.StaleAnswered, _) => Act(state, AckStale),
        (B2buaInput.ExchangeAnswered, B2buaExchange.ReInviteToTarget) =>
            Act(state with { Exchange = B2buaExchange.AckFromCaller }, AnswerExchange),
        (B2buaInput.ExchangeAnswered, B2buaExchange.ReInviteToCaller) =>
            Act(state with { Exchange = B2buaExchange.AckFromTarget }, AnswerExchange),
        (B2buaInput.ExchangeAnswered, B2buaExchange.UpdateToTarget or B2buaExchange.UpdateToCaller) =>
            Act(state with { Exchange = B2buaExchange.None }, AnswerExchange),
        (B2buaInput.ExchangeRefused, not (B2buaExchange.None or B2buaExchange.AckFromCaller or B2buaExchange.AckFromTarget or B2buaExchange.Retarget)) =>
            Act(state with { Exchange = B2buaExchange.None }, RefuseExchange),
        (B2buaInput.ExchangeHeld, B2buaExchange.ReInviteToTarget) =>
            Act(state with { Exchange = B2buaExchange.None, CallerRefreshing = true }, AnswerFromLastBody),
        (B2buaInput.ExchangeCancelled, B2buaExchange.ReInviteToTarget or B2buaExchange.ReInviteToCaller) => Act(state, CancelExchange),
        _ => new B2buaStep(state, default),
    };

    private static B2buaStep Act(B2buaState state, B2buaAction action) => new(state, B2buaActions.Of(action));

    private static bool IsComingUp(B2buaState state, B2buaSide side) => side == B2buaSide.Caller
        ? state.Caller is CallerLeg.Pending or CallerLeg.Answered || state.IsOrphaned
        : state.Target == TargetLeg.Answered;

    private static bool IsRefreshing(B2buaState state, B2buaSide side) =>
        side == B2buaSide.Caller ? state.CallerRefreshing : state.TargetRefreshing;

    /// <summary>We have an INVITE or an offer of the other side open towards this side.</summary>
    private static bool IsUnderWayTo(B2buaState state, B2buaSide side) => side == B2buaSide.Caller
        ? state.RefreshesCaller
            || state.Exchange is B2buaExchange.ReInviteToCaller or B2buaExchange.AckFromTarget or B2buaExchange.UpdateToCaller or B2buaExchange.Retarget
        : state.RefreshesTarget || state.Exchange is B2buaExchange.ReInviteToTarget or B2buaExchange.AckFromCaller or B2buaExchange.UpdateToTarget;

    private static B2buaExchange ExchangeOf(B2buaInput input) => input switch
    {
        B2buaInput.CallerReInvite => B2buaExchange.ReInviteToTarget,
        B2buaInput.TargetReInvite => B2buaExchange.ReInviteToCaller,
        B2buaInput.CallerUpdate => B2buaExchange.UpdateToTarget,
        _ => B2buaExchange.UpdateToCaller,
    };
}
