using Microsoft.Extensions.Options;
using Realtime.SipGateway.AfterCall.Results;
using Realtime.SipGateway.Calls.Outgoing;
using Realtime.SipGateway.Egress;
using Realtime.SipGateway.OpenAi.Texts;
using Realtime.SipGateway.Telemetry;

namespace Realtime.SipGateway.AfterCall;

internal static class AfterCallExtensions
{
    /// <summary>
    /// Signed events of calls to the site's endpoints, summaries and outcomes. Sections <c>Webhooks:Outgoing</c> and <c>AfterCall</c>. Needs calls, the policy, targets, a
    /// store and the egress rules.
    /// </summary>
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
        services.AddResults();
        services.AddHealthChecks().AddCheck<OutgoingHealthCheck>("outgoing", tags: [TelemetryExtensions.ReadyTag]);
        return services;
    }

    private static void AddResults(this IServiceCollection services)
    {
        services.AddOptions<AfterCallOptions>().BindConfiguration(AfterCallOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<AfterCallOptions>, AfterCallOptionsValidator>();
        services.AddSingleton<AfterCallPlan>();
        services.AddSingleton<TextModelClient>();
        services.AddSingleton<AfterCallWorker>();
        services.AddSingleton<AfterCallMetrics>();
        services.AddHostedService<AfterCallService>();
    }
}
