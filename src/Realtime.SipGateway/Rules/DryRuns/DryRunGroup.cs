namespace Realtime.SipGateway.Rules.DryRuns;

/// <summary>Calls that change in the same way.</summary>
/// <param name="Before">How they were decided.</param>
/// <param name="After">How they would be.</param>
/// <param name="Calls">How many.</param>
public sealed record DryRunGroup(DryRunOutcome Before, DryRunOutcome After, int Calls);
