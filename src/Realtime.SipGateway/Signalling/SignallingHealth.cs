using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Realtime.SipGateway.Signalling;

/// <summary>Ready while the listeners are open and we are not stopping.</summary>
internal sealed class SignallingHealth(SignallingService signalling) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(signalling.TakesCalls ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("SIP does not take calls."));
}
