namespace Realtime.SipGateway.Calls;

/// <summary>
/// What can be done to a live call; each call source implements it for its calls (the SIP edge by BYE and CANCEL, a call without an edge
/// by the vendor's REST API). This is the seam of promise P2: whoever ends the sideband ends the call through here.
/// </summary>
public interface ICallControl
{
    /// <summary>Ends the call for the given reason, from any state; a call that is over stays as it was. Returns when the end is under way.</summary>
    ValueTask HangUpAsync(CallOutcome outcome, CancellationToken cancellationToken);

    /// <summary>
    /// Connects the caller to somebody else, if the agent's allow-list has them (P5). Returns when the outcome is known; whatever fails leaves the
    /// caller with the agent. A call source that has no way to transfer says so.
    /// </summary>
    Task<TransferResult> TransferAsync(TransferRequest request, CancellationToken cancellationToken) =>
        Task.FromResult(TransferResult.NotPossible("Calls of this kind cannot be transferred."));

    /// <summary>
    /// The AI session of an attempt cannot be had or was lost: the call goes to its next target or its fallback, and ends with the outcome when
    /// there is none. Without effect for an attempt that is not the current one. Returns when what follows is under way.
    /// </summary>
    ValueTask LoseSessionAsync(RealtimeCallId session, CallOutcome outcome, CancellationToken cancellationToken) =>
        HangUpAsync(outcome, cancellationToken);
}
