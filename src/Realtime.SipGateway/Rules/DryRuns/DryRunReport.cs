namespace Realtime.SipGateway.Rules.DryRuns;

/// <summary>What a policy would have done with the calls of late.</summary>
/// <param name="Policy">The policy that was tried: a version, <c>draft</c> or <c>document</c>.</param>
/// <param name="Calls">Recorded calls that were looked at.</param>
/// <param name="Replayed">Those of them whose facts are recorded, so that they could be decided again.</param>
/// <param name="Changed">Those that would go another way.</param>
/// <param name="OtherRule">Those that would go the same way by another rule.</param>
/// <param name="Groups">The changes by what becomes of what, the most frequent first; at most <see cref="DryRun.MaxGroups"/>.</param>
/// <param name="Changes">The calls that change, the newest first; at most <see cref="DryRun.MaxChanges"/>.</param>
public sealed record DryRunReport(
    string Policy, int Calls, int Replayed, int Changed, int OtherRule, IReadOnlyList<DryRunGroup> Groups, IReadOnlyList<DryRunChange> Changes);
