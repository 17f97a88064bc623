using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Realtime.SipGateway.Store;

/// <summary>Without a store that commits no webhook can be claimed, so no call accepted: not ready.</summary>
internal sealed class StoreHealthCheck(StoreHealth health) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var data = new Dictionary<string, object> { ["queued"] = health.Queued, ["spooled"] = health.Spooled, ["dropped"] = health.Dropped };
        return Task.FromResult((health.Fault, health.SpoolFault, health.Spooled) switch
        {
            ({ } fault, var spool, _) => HealthCheckResult.Unhealthy(spool is null ? fault : $"{fault}; {spool}", data: data),
            (null, _, > 0) => HealthCheckResult.Degraded("The store works again; events of before are still in the spool", data: data),
            _ when health.NodeFault is { } fault => HealthCheckResult.Degraded(fault, data: data),
            _ => HealthCheckResult.Healthy(data: data),
        });
    }
}
