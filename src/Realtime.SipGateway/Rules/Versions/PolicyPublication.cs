using Realtime.SipGateway.Calls;

namespace Realtime.SipGateway.Rules.Versions;

/// <summary>The end of an attempt to publish.</summary>
/// <param name="Result">How it ended.</param>
/// <param name="Before">The version that was in force; null when there was none.</param>
/// <param name="Version">The version in force now; null when there is none.</param>
/// <param name="Faults">What is wrong with the document; empty unless that is the result.</param>
internal sealed record PolicyPublication(
    PolicyPublicationResult Result, PolicyVersion? Before, PolicyVersion? Version, IReadOnlyList<PolicyFault> Faults);
