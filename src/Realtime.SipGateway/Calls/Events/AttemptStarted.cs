namespace Realtime.SipGateway.Calls.Events;

/// <summary><c>signalling.attempt_started</c>: INVITE went to a target.</summary>
public sealed record AttemptStarted(
    int Attempt, string Target, string Uri, string Remote, string Transport, string SipCallId) : CallEventData
{
    internal override string Type => "signalling.attempt_started";
}
