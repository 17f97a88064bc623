namespace Realtime.SipGateway.Rules;

/// <summary>A document that may be published, or everything that is wrong with it: never both.</summary>
internal sealed record PolicyReadResult(PolicyDocument? Document, IReadOnlyList<PolicyFault> Faults);
