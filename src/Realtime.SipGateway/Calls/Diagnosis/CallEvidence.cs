namespace Realtime.SipGateway.Calls.Diagnosis;

/// <summary>One event that a diagnosis rests on.</summary>
/// <param name="Seq">Its number in the call's log.</param>
/// <param name="At">When.</param>
/// <param name="OffsetSeconds">Seconds since the call's first event.</param>
/// <param name="Type">Its type.</param>
/// <param name="What">What it says, without personal data.</param>
public sealed record CallEvidence(long Seq, DateTimeOffset At, double OffsetSeconds, string Type, string What);
