using Realtime.SipGateway.Telemetry;

namespace Realtime.SipGateway.Signalling.Registrations;

/// <summary>Registrations with carriers.</summary>
public static class RegistrationExtensions
{
    /// <summary>The API's policy that demands a viewer's key.</summary>
    private const string Viewer = "Viewer";

    internal static IServiceCollection AddTrunkRegistrations(this IServiceCollection services)
    {
        services.AddSingleton<TrunkRegistrations>();
        services.AddHostedService(static provider => provider.GetRequiredService<TrunkRegistrations>());
        services.AddHealthChecks().AddCheck<RegistrationHealth>("registrations", tags: [TelemetryExtensions.ReadyTag]);
        return services;
    }

    /// <summary><c>GET /api/signalling/registrations</c>: each trunk's registration and how it stands.</summary>
    public static void MapRegistrations(this IEndpointRouteBuilder endpoints) => endpoints
        .MapGet("/api/signalling/registrations", static (TrunkRegistrations registrations) =>
            TypedResults.Json<IReadOnlyList<RegistrationView>>(
                [.. registrations.All.Select(RegistrationView.Of)], RegistrationJson.Default.IReadOnlyListRegistrationView))
        .RequireAuthorization(Viewer)
        .WithName("ListRegistrations")
        .WithTags("Signalling")
        .WithSummary("Each trunk's registration with its carrier, and how it stands")
        .Produces<IReadOnlyList<RegistrationView>>();
}
