using Microsoft.Extensions.Options;
using Realtime.SipGateway.Calls;

namespace Realtime.SipGateway.Webhooks;

internal static class WebhooksExtensions
{
    /// <summary>Vendors' webhooks. Needs calls, rules, AI targets and a store, which must stop later.</summary>
    public static IServiceCollection AddWebhooks(this IServiceCollection services)
    {
        services.AddOptions<WebhooksOptions>().BindConfiguration(WebhooksOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<WebhooksOptions>, WebhooksOptionsValidator>();
        services.AddSingleton<IValidateOptions<WebhooksOptions>, WebhookNumbersValidator>();
        services.AddSingleton<WebhookMetrics>();
        services.AddSingleton<AdmissionQueue>();
        services.AddSingleton<VendorCallEnding>();
        services.AddSingleton<VendorTransfer>();
        services.AddSingleton<ICallObserver, VendorSessions>();
        services.AddSingleton<EdgelessCalls>();
        services.AddSingleton<CallAdmission>();
        services.AddSingleton<WebhookIntake>();
        services.AddSingleton<WebhookEndpoint>();
        services.AddHostedService<EdgelessTakeover>();
        services.AddHostedService<WebhookRecovery>();
        return services;
    }

    /// <summary><c>POST /webhooks/{target}</c>.</summary>
    public static void MapWebhooks(this IEndpointRouteBuilder endpoints) => endpoints.MapPost(
        "/webhooks/{target}",
        static (string target, HttpRequest request, WebhookEndpoint endpoint) => endpoint.HandleAsync(target, request));
}
