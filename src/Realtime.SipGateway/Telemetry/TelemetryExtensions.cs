using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using Realtime.SipGateway.Telemetry.Export;
using Realtime.SipGateway.Telemetry.Health;

namespace Realtime.SipGateway.Telemetry;

/// <summary>Telemetry and health.</summary>
public static class TelemetryExtensions
{
    /// <summary>Health checks with this tag decide <c>/ready</c>.</summary>
    public const string ReadyTag = "ready";

    /// <summary>Adds the redactor, health checks and, when <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set, the OTLP export. Section <c>Telemetry</c>.</summary>
    public static WebApplicationBuilder AddTelemetry(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<TelemetryOptions>().BindConfiguration(TelemetryOptions.Section).ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<TelemetryOptions>, TelemetryOptionsValidator>();
        builder.Services.AddSingleton<IValidateOptions<TelemetryOptions>, TelemetrySettingsValidator>();
        builder.Services.AddSingleton<Redactor>();
        builder.Services.AddSingleton<CallContexts>();
        builder.Services.AddSingleton<ExportCounts>();
        builder.Services.AddSingleton<ICallEventLogger, CallEventLogger>();
        builder.Services.AddHealthChecks();
        builder.Services.AddSingleton<HealthWatch>();
        builder.Services.AddSingleton<IHealthCheckPublisher>(static provider => provider.GetRequiredService<HealthWatch>());

        // The platform names its spans of requests and describes them only when it is told to.
        AppContext.SetSwitch("Microsoft.AspNetCore.Hosting.SuppressActivityOpenTelemetryData", false);

        // Faults are told by the validator; here they only mean that the signal does not leave.
        var settings = OtelSettings.Read(builder.Configuration, []);
        builder.Services.AddSingleton(settings);
        if (settings.Traces is not null || settings.Metrics is not null || settings.Logs is not null)
        {
            builder.Services.AddHostedService<TelemetryExport>();
        }

        if (settings.Logs is { } logs)
        {
            builder.Logging.AddOpenTelemetry(options =>
            {
                options.IncludeFormattedMessage = true;
                options.SetResourceBuilder(TelemetryResource.Of(Bound(builder.Configuration), builder.Configuration));
                options.AddProcessor(provider => new CorrelatedLogs(provider.GetRequiredService<CallContexts>(), provider.GetRequiredService<Redactor>()));
                options.AddProcessor(provider => new CountedLogs(logs, settings.LogBatch, provider.GetRequiredService<ExportCounts>().Logs));
            });
        }

        return builder;
    }

    /// <summary><c>/health</c>: the process lives. <c>/ready</c>: it takes calls (store, policy, listeners); 503 when not.</summary>
    public static void MapHealth(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapHealthChecks("/health", new HealthCheckOptions { Predicate = _ => false });
        endpoints.MapHealthChecks("/ready", new HealthCheckOptions { Predicate = check => check.Tags.Contains(ReadyTag) });
    }

    private static TelemetryOptions Bound(ConfigurationManager configuration)
    {
        var options = new TelemetryOptions();
        configuration.GetSection(TelemetryOptions.Section).Bind(options);
        return options;
    }
}
