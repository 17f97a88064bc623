using Realtime.SipGateway.Rules.DryRuns;
using Realtime.SipGateway.Rules.Versions;

namespace Realtime.SipGateway.Api.Policies;

/// <summary>What differs between two texts of the policy.</summary>
/// <param name="From">The one: a version, or <c>draft</c>.</param>
/// <param name="To">The other.</param>
/// <param name="Changes">Differences in meaning; at most 1,000.</param>
/// <param name="Text">The texts as a unified diff, comments and layout included; empty when they are equal.</param>
/// <param name="DryRun">What would become of recorded calls; only where it was asked for, on the command line.</param>
internal sealed record PolicyDiffView(string From, string To, IReadOnlyList<PolicyChange> Changes, string Text, DryRunReport? DryRun = null);
