using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Realtime.SipGateway.Rules;

/// <summary>Ready with a policy in force; degraded, but ready, while the file on disk is refused.</summary>
internal sealed class PolicyHealthCheck(PolicyStore policies) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (!policies.IsLoaded)
        {
            return Task.FromResult(HealthCheckResult.Unhealthy("no policy is in force"));
        }

        return Task.FromResult(policies.LastRejected is { } rejected
            ? HealthCheckResult.Degraded($"policy {policies.Current.Version} is in force; the file on disk has {rejected.Faults.Count} faults")
            : HealthCheckResult.Healthy($"policy {policies.Current.Version} is in force"));
    }
}
