namespace Realtime.SipGateway.Calls.Events;

/// <summary><c>signalling.attempt_progressed</c>: The target answered provisionally.</summary>
public sealed record AttemptProgressed(int Attempt, int Status) : CallEventData
{
    public override string Type => "signalling.attempt_progressed";
}
