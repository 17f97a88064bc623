namespace Realtime.SipGateway.Telemetry.Health;

/// <summary>All checks, the worst deciding.</summary>
/// <param name="Status"><c>healthy</c>, <c>degraded</c> or <c>unhealthy</c>.</param>
/// <param name="Ready">What <c>/ready</c> answers: true unless unhealthy.</param>
/// <param name="Checks">Each check.</param>
public sealed record HealthView(string Status, bool Ready, IReadOnlyList<HealthEntry> Checks);
