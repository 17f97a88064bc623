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
        services.AddSingleton<IValidateOptions<WebhooksOptions>, EdgelessOptionsValidator>();
        services.AddSingleton<WebhookMetrics>();
        services.AddSingleton<AdmissionQueue>();
        services.AddSingleton<VendorCallEnding>();
        services.AddSingleton<VendorTransfer>();
        services.AddSingleton<ICallObserver, VendorSessions>();
        services.AddSingleton<EdgelessCalls>();
        services.AddSingleton<CallAdmission>();
        services.AddSingleton<AdmissionWork>(static provider => provider.GetRequiredService<CallAdmission>().DecideAsync);
        services.AddSingleton<WebhookIntake>();
        services.AddSingleton<WebhookEndpoint>();
        services.AddHostedService<EdgelessTakeover>();
        services.AddHostedService<WebhookRecovery>();
        return services;
    }

    /// <summary><c>POST /webhooks/{target}</c>; other methods get 405, and a slash at the end is no other address.</summary>
    public static void MapWebhooks(this IEndpointRouteBuilder endpoints) => endpoints
        .MapPost("/webhooks/{target}", static (string target, HttpContext context, WebhookEndpoint endpoint) => endpoint.HandleAsync(target, context))
        .WithName("ReceiveWebhook")
        .WithTags("Webhooks")
        .WithSummary("Takes a signed event of an AI target (Standard Webhooks)")
        .WithDescription("For the AI service, not for people: the signature in the webhook-* headers is the authentication.")
        .Produces(StatusCodes.Status200OK)
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status401Unauthorized)
        .ProducesProblem(StatusCodes.Status404NotFound)
        .ProducesProblem(StatusCodes.Status408RequestTimeout)
        .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
        .ProducesProblem(StatusCodes.Status415UnsupportedMediaType)
        .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
}
