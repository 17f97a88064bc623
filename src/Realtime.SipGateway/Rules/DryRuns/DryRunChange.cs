using Realtime.SipGateway.Calls;

namespace Realtime.SipGateway.Rules.DryRuns;

/// <summary>A recorded call that would be decided otherwise.</summary>
/// <param name="CallId">The call.</param>
/// <param name="StartedAt">When it came in.</param>
/// <param name="Trunk">Over which trunk.</param>
/// <param name="Dialled">What it dialled.</param>
/// <param name="Caller">Who called; absent when withheld.</param>
/// <param name="PolicyVersion">The version that decided it.</param>
/// <param name="Before">How it was decided.</param>
/// <param name="After">How it would be.</param>
/// <param name="Why">The condition by which the other rule matches.</param>
public sealed record DryRunChange(
    CallId CallId, DateTimeOffset StartedAt, string? Trunk, string Dialled, string? Caller, string PolicyVersion, DryRunOutcome Before, DryRunOutcome After, string? Why);
