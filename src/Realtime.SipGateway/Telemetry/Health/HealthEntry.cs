namespace Realtime.SipGateway.Telemetry.Health;

/// <summary>One check, as <c>/api/health</c> tells it.</summary>
/// <param name="Name">Such as <c>store</c>.</param>
/// <param name="Status"><c>healthy</c>, <c>degraded</c> (calls are taken, something is amiss) or <c>unhealthy</c> (calls are not taken).</param>
/// <param name="Since">Since when this status holds; seen at most 30 s after it began.</param>
/// <param name="Reason">Why it is not healthy.</param>
/// <param name="Data">Figures of the check.</param>
public sealed record HealthEntry(string Name, string Status, DateTimeOffset Since, string? Reason, IReadOnlyDictionary<string, string> Data);
