namespace Realtime.SipGateway.Calls;

/// <summary>
/// The life of a call as a pure function: progress and input in, progress and verdict out. It keeps P1 (one decision, one accept)
/// and P2 (nothing is accepted after the caller has gone) whatever order signalling and webhook arrive in.
/// </summary>
public static class CallMachine
{
    public static (CallProgress Next, CallVerdict Verdict) Decide(CallProgress call) => call.State switch
    {
        CallState.Ended or CallState.HandedOver => (call, CallVerdict.AlreadyEnded),
        CallState.Offered => (call with { State = CallState.Decided }, CallVerdict.Done),
        _ => (call, CallVerdict.Repeated),
    };

    /// <summary>
    /// A new attempt supersedes the one before it: that one's webhook is refused from now on, and its session, if it has one, is ended by who
    /// began it. Once the caller heard an answer there is no other attempt.
    /// </summary>
    public static (CallProgress Next, CallVerdict Verdict) BeginAttempt(CallProgress call) => call.State switch
    {
        CallState.Ended or CallState.HandedOver => (call, CallVerdict.AlreadyEnded),
        CallState.Offered => (call, CallVerdict.TooEarly),
        _ when call.Answered => (call, CallVerdict.Repeated),
        _ => (call with { State = CallState.Dialing, Attempt = call.Attempt + 1, RealtimeCallId = null }, CallVerdict.Done),
    };

    /// <summary>The vendor's webhook names its call for an attempt.</summary>
    public static (CallProgress Next, CallVerdict Verdict) Announce(CallProgress call, int attempt, RealtimeCallId id)
    {
        if (call.IsOver)
        {
            return (call, CallVerdict.AlreadyEnded);
        }

        if (attempt != call.Attempt)
        {
            return (call, attempt < call.Attempt ? CallVerdict.Superseded : CallVerdict.TooEarly);
        }

        return call.State == CallState.Dialing
            ? (call with { State = CallState.Announced, RealtimeCallId = id }, CallVerdict.Done)
            : (call, CallVerdict.Repeated);
    }

    /// <summary>Asked right before accept is sent; only <see cref="CallVerdict.Done"/> permits it, and only once per attempt.</summary>
    public static (CallProgress Next, CallVerdict Verdict) BeginAccept(CallProgress call, RealtimeCallId id) => call.State switch
    {
        CallState.Ended or CallState.HandedOver => (call, CallVerdict.AlreadyEnded),
        CallState.Announced when call.RealtimeCallId == id => (call with { State = CallState.Accepting }, CallVerdict.Done),
        CallState.Accepting or CallState.Accepted when call.RealtimeCallId == id => (call, CallVerdict.Repeated),
        _ => (call, CallVerdict.Superseded),
    };

    /// <summary>Accept was answered 2xx. <see cref="CallVerdict.AlreadyEnded"/> and <see cref="CallVerdict.Superseded"/> mean: hang it up by API.</summary>
    public static (CallProgress Next, CallVerdict Verdict) Accepted(CallProgress call, RealtimeCallId id) => call.State switch
    {
        CallState.Ended or CallState.HandedOver => (call, CallVerdict.AlreadyEnded),
        CallState.Accepting when call.RealtimeCallId == id => (call with { State = CallState.Accepted }, CallVerdict.Done),
        CallState.Accepted when call.RealtimeCallId == id => (call, CallVerdict.Repeated),
        _ => (call, CallVerdict.Superseded),
    };

    /// <summary>The caller was taken from the agent to somebody else; the call goes on without an AI session.</summary>
    public static (CallProgress Next, CallVerdict Verdict) Transfer(CallProgress call) => call.State switch
    {
        CallState.Ended or CallState.HandedOver => (call, CallVerdict.AlreadyEnded),
        CallState.Transferred => (call, CallVerdict.Repeated),
        _ when !call.Acknowledged => (call, CallVerdict.TooEarly),
        _ => (call with { State = CallState.Transferred }, CallVerdict.Done),
    };

    public static (CallProgress Next, CallVerdict Verdict) Answer(CallProgress call) =>
        call.IsOver ? (call, CallVerdict.AlreadyEnded)
        : call.Answered ? (call, CallVerdict.Repeated)
        : (call with { Answered = true }, CallVerdict.Done);

    public static (CallProgress Next, CallVerdict Verdict) Acknowledge(CallProgress call) =>
        call.IsOver ? (call, CallVerdict.AlreadyEnded)
        : call.Acknowledged ? (call, CallVerdict.Repeated)
        : (call with { Answered = true, Acknowledged = true }, CallVerdict.Done);

    public static (CallProgress Next, CallVerdict Verdict) End(CallProgress call, CallOutcome outcome) =>
        call.IsOver
            ? (call, CallVerdict.AlreadyEnded)
            : (call with { State = CallState.Ended, Outcome = outcome }, CallVerdict.Done);

    /// <summary>Another process takes the call up: possible while both sides talk, from the caller's ACK on, with the agent or with a person.</summary>
    public static (CallProgress Next, CallVerdict Verdict) HandOver(CallProgress call) => call switch
    {
        { IsOver: true } => (call, CallVerdict.AlreadyEnded),
        { State: not (CallState.Announced or CallState.Accepting), Acknowledged: true } => (call with { State = CallState.HandedOver }, CallVerdict.Done),
        _ => (call, CallVerdict.TooEarly),
    };
}
