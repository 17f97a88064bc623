using Microsoft.Extensions.Diagnostics.HealthChecks;
using Realtime.SipGateway.Telemetry.Health;

namespace Realtime.SipGateway.Api;

/// <summary>What <c>/ready</c> says in one word, with each check, its reason and since when: not for strangers.</summary>
internal static class HealthApi
{
    public static void Map(RouteGroupBuilder api) => api.MapGet("/health", GetAsync)
        .WithName("GetHealth")
        .WithSummary("Each health check with its status, reason and since when.")
        .Produces<HealthView>();

    private static async Task<IResult> GetAsync(
        [Microsoft.AspNetCore.Mvc.FromServices] HealthCheckService checks, [Microsoft.AspNetCore.Mvc.FromServices] HealthWatch watch, CancellationToken cancellationToken) =>
        TypedResults.Json(watch.Look(await checks.CheckHealthAsync(cancellationToken)), HealthJson.Default.HealthView);
}
