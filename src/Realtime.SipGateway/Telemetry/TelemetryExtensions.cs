using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using OpenTelemetry.Logs;
using OpenTelemetry.Resources;
using Realtime.SipGateway.Telemetry.Health;

namespace Realtime.SipGateway.Telemetry;

/// <summary>Telemetry and health.</summary>
public static class TelemetryExtensions
{
    /// <summary>Health checks with this tag decide <c>/ready</c>.</summary>
    public const string ReadyTag = "ready";

    /// <summary>Adds the redactor, health checks and, when <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set, the OTLP export.</summary>
    public static WebApplicationBuilder AddTelemetry(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<Redactor>();
        builder.Services.AddHealthChecks();
        builder.Services.AddSingleton<HealthWatch>();
        builder.Services.AddSingleton<IHealthCheckPublisher>(static provider => provider.GetRequiredService<HealthWatch>());
        if (string.IsNullOrWhiteSpace(builder.Configuration[TelemetryExport.EndpointVariable]))
        {
            return builder;
        }

        builder.Services.AddHostedService<TelemetryExport>();
        builder.Logging.AddOpenTelemetry(options =>
        {
            options.IncludeFormattedMessage = true;
            options.SetResourceBuilder(Resource());
            options.AddOtlpExporter();
        });
        return builder;
    }

    /// <summary><c>/health</c>: the process lives. <c>/ready</c>: it takes calls (store, policy, listeners); 503 when not.</summary>
    public static void MapHealth(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapHealthChecks("/health", new HealthCheckOptions { Predicate = _ => false });
        endpoints.MapHealthChecks("/ready", new HealthCheckOptions { Predicate = check => check.Tags.Contains(ReadyTag) });
    }

    private static ResourceBuilder Resource()
    {
        var resource = ResourceBuilder.CreateDefault();
        TelemetryExport.Describe(resource);
        return resource;
    }
}
