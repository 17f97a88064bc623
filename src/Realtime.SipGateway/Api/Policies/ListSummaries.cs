namespace Realtime.SipGateway.Api.Policies;

/// <summary>The number lists of the policy in force.</summary>
internal sealed record ListSummaries(string Version, IReadOnlyList<ListSummary> Lists);
