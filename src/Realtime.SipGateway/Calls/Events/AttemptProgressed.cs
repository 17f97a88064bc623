namespace Realtime.SipGateway.Calls.Events;

/// <summary><c>signalling.attempt_progressed</c>: The target answered provisionally.</summary>
public sealed record AttemptProgressed(int Attempt, int Status) : CallEventData
{
    internal override string Type => "signalling.attempt_progressed";
}
