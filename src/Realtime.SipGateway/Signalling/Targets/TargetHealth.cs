using Microsoft.Extensions.Diagnostics.HealthChecks;
using Realtime.SipGateway.Calls;

namespace Realtime.SipGateway.Signalling.Targets;

/// <summary>
/// The AI targets as calls have met them. Never unhealthy: with every target down the gateway still answers callers and sends them to the
/// fallback, which no balancer in front of us could do better, and only calls can find out that a target is back.
/// </summary>
internal sealed class TargetHealth(ITargetStatus targets) : IHealthCheck
{
    private const string LeftAlone = "open";

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var all = targets.List().Where(static one => one.Kind == "ai").ToArray();
        var down = all.Where(static one => one.Service == LeftAlone || (one.Addresses.Count > 0 && !one.Addresses.Any(static address => address.Up))).ToArray();
        if (down.Length == 0)
        {
            return Task.FromResult(HealthCheckResult.Healthy());
        }

        var who = string.Join(", ", down.Select(static one => one.Why is null ? one.Name : $"{one.Name} ({one.Why})"));
        return Task.FromResult(HealthCheckResult.Degraded(
            down.Length == all.Length ? $"No AI target takes calls; callers get the fallback of their rule: {who}" : $"AI targets that are left alone: {who}"));
    }
}
