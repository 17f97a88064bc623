namespace Realtime.SipGateway.Rules;

/// <summary>A document that was not published; the policy before it stays in force.</summary>
/// <param name="At">When it was refused.</param>
/// <param name="Faults">Why.</param>
public sealed record PolicyRejection(DateTimeOffset At, IReadOnlyList<PolicyFault> Faults);
