namespace Realtime.SipGateway.Calls;

/// <summary>
/// What can be done to a live call; each call source implements it for its calls (the SIP edge by BYE and CANCEL, a call without an edge
/// by the vendor's REST API). This is the seam of promise P2: whoever ends the sideband ends the call through here.
/// </summary>
public interface ICallControl
{
    /// <summary>Ends the call for the given reason, from any state; a call that is over stays as it was. Returns when the end is under way.</summary>
    ValueTask HangUpAsync(CallOutcome outcome, CancellationToken cancellationToken);
}
