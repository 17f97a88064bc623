namespace Realtime.SipGateway.Api.Policies;

/// <summary>The opening hours of the policy in force.</summary>
internal sealed record HoursSummaries(string Version, IReadOnlyList<HoursSummary> Hours);
