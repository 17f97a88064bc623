namespace Realtime.SipGateway.Api;

/// <summary>The policy in force, and what is wrong with the file on disk if it was refused.</summary>
internal sealed record PolicyView(
    string Version, int Rules, IReadOnlyList<string> Agents, DateTimeOffset? RejectedAt, IReadOnlyList<string>? Faults);
