using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Realtime.SipGateway.Signalling.Registrations;

/// <summary>Names the trunks that should be registered and are not. The gateway stays ready: other trunks have their calls.</summary>
internal sealed class RegistrationHealth(TrunkRegistrations registrations) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var missing = registrations.All.Where(static one => !one.Registration.Status.IsRegistered).Select(static one => one.Trunk).ToList();
        return Task.FromResult(missing.Count == 0
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Degraded("Not registered with their carriers: " + string.Join(", ", missing) + "."));
    }
}
