using Microsoft.Extensions.Options;
using Realtime.SipGateway.Calls.Outgoing;
using Realtime.SipGateway.Egress;
using Realtime.SipGateway.Telemetry;

namespace Realtime.SipGateway.AfterCall;

internal static class AfterCallExtensions
{
    /// <summary>Signed events of calls to the site's endpoints. Section <c>Webhooks:Outgoing</c>. Needs calls, a store and the egress rules.</summary>
    public static IServiceCollection AddAfterCall(this IServiceCollection services)
    {
        services.AddOptions<OutgoingOptions>()
            .Configure<IConfiguration>(static (options, configuration) => configuration.GetSection(OutgoingOptions.Section).Bind(options.Endpoints))
            .ValidateOnStart();
        services.AddSingleton<IValidateOptions<OutgoingOptions>, OutgoingOptionsValidator>();
        services.AddSingleton<OutgoingEndpoints>();
        services.AddSingleton<OutgoingBody>();
        services.AddSingleton(static provider => new OutgoingClient(
            new EgressConnector(provider.GetRequiredService<EgressPolicy>()).CreateHandler(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<OutgoingBoard>();
        services.AddSingleton<OutgoingMetrics>();
        services.AddSingleton<OutgoingPlanner>();
        services.AddSingleton<OutgoingSender>();
        services.AddSingleton<IOutgoingWebhooks, OutgoingWebhooks>();
        services.AddHostedService<OutgoingService>();
        services.AddHealthChecks().AddCheck<OutgoingHealthCheck>("outgoing", tags: [TelemetryExtensions.ReadyTag]);
        return services;
    }
}
