using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Realtime.SipGateway.AfterCall;

/// <summary>Calls are taken whatever endpoints do; one that is not served any more is for an operator to see.</summary>
internal sealed class OutgoingHealthCheck(OutgoingBoard board) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var stopped = board.Stopped;
        return Task.FromResult(stopped.Count == 0
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Degraded($"Nothing is sent to {string.Join(", ", stopped.Select(static one => one.Name))}, which answered 410"));
    }
}
