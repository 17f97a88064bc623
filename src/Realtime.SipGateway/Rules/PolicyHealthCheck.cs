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

        var current = policies.Current;
        if (policies.LastRejected is { } rejected)
        {
            return Task.FromResult(HealthCheckResult.Degraded(
                $"policy {current.Version} is in force; a newer one cannot be taken over, it has {rejected.Faults.Count} faults: {rejected.Faults[0]}"));
        }

        var differs = policies.FileHash is { } file && file != current.Published.Hash ? $" by {current.Published.Actor}; the policy file differs from it" : "";
        return Task.FromResult(HealthCheckResult.Healthy($"policy {current.Version} is in force{differs}"));
    }
}
