namespace Realtime.SipGateway.Calls.Events;

/// <summary><c>signalling.answered</c>: The target's 200 OK went to the caller, its SDP untouched.</summary>
public sealed record CallAnswered(int Attempt, string? MediaSecurity, double SetupMs) : CallEventData
{
    internal override string Type => "signalling.answered";
}
