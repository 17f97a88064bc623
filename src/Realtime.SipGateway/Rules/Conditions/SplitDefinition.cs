namespace Realtime.SipGateway.Rules.Conditions;

/// <summary>
/// Takes a share of the callers, for canaries. A caller is always in or always out; one who was in stays in when the share grows. Withheld callers
/// are divided call by call.
/// </summary>
/// <param name="Percent">0 to 100, in steps of 0.01.</param>
/// <param name="Key">Splits with the same key divide callers in the same way; null: the rule's name.</param>
public sealed record SplitDefinition(double Percent, string? Key = null);
