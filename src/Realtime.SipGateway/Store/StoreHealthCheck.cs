using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Realtime.SipGateway.Store;

/// <summary>Without a store that commits no webhook can be claimed, so no call accepted: not ready.</summary>
internal sealed class StoreHealthCheck(StoreHealth health) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var data = new Dictionary<string, object> { ["queued"] = health.Queued, ["dropped"] = health.Dropped };
        return Task.FromResult(health.Fault is { } fault
            ? HealthCheckResult.Unhealthy(fault, data: data)
            : HealthCheckResult.Healthy(data: data));
    }
}
