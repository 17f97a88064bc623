using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Realtime.SipGateway.Signalling;

/// <summary>Ready while the listeners are open and we are not stopping; degraded, but ready, while changed settings are refused.</summary>
internal sealed class SignallingHealth(SignallingService signalling, TrunkReload reload) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(
        !signalling.TakesCalls ? HealthCheckResult.Unhealthy("draining, or not started yet: new calls get 503")
        : reload.LastRejected is { } rejected ? HealthCheckResult.Degraded($"the changed settings have {rejected.Faults.Count} faults and are not in force")
        : HealthCheckResult.Healthy());
}
