namespace Realtime.SipGateway.Calls;

/// <summary>All that <see cref="CallMachine"/> knows of a call.</summary>
/// <param name="State">How far it has come.</param>
/// <param name="Attempt">Number of the current attempt to reach a target, from 1; 0 before the first.</param>
/// <param name="RealtimeCallId">The vendor's id, known from the webhook on.</param>
/// <param name="Answered">The AI target's 200 OK was relayed to the caller (or media is known to be up).</param>
/// <param name="Acknowledged">The caller's ACK is in: the agent may speak.</param>
/// <param name="Outcome">Set once, by the end.</param>
public sealed record CallProgress(
    CallState State, int Attempt, RealtimeCallId? RealtimeCallId, bool Answered, bool Acknowledged, CallOutcome? Outcome)
{
    /// <summary>Nothing more happens to the call in this process.</summary>
    public bool IsOver => State is CallState.Ended or CallState.HandedOver;

    public static CallProgress Start { get; } = new(CallState.Offered, 0, null, Answered: false, Acknowledged: false, null);
}
