namespace Realtime.SipGateway.Calls;

/// <summary>The one answer to "who ended this call, and why" (P3).</summary>
/// <param name="By">Who.</param>
/// <param name="Cause">Why.</param>
/// <param name="SipStatus">The SIP status that was given or received, where there was one (RFC 3261 §21).</param>
/// <param name="Reason">Text for people: the <c>Reason</c> header (RFC 3326), the rule's name, the guardrail, the fault.</param>
public sealed record CallOutcome(CallEndedBy By, CallCause Cause, int? SipStatus = null, string? Reason = null)
{
    public static CallOutcome CallerHungUp { get; } = new(CallEndedBy.Caller, CallCause.CallerHungUp);

    public static CallOutcome CallerCancelled { get; } = new(CallEndedBy.Caller, CallCause.CallerCancelled, 487);

    public static CallOutcome AgentHungUp { get; } = new(CallEndedBy.Agent, CallCause.AgentHungUp);
}
