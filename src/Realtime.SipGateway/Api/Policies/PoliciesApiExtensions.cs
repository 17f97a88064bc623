namespace Realtime.SipGateway.Api.Policies;

internal static class PoliciesApiExtensions
{
    public static void AddPoliciesApi(this IServiceCollection services)
    {
        services.AddSingleton<PolicyVersionsApi>();
        services.AddSingleton<PolicyDraftApi>();
        services.AddSingleton<ListsApi>();
        services.AddSingleton<HoursApi>();
        services.AddSingleton<DryRunApi>();
    }

    public static void MapPolicies(this RouteGroupBuilder api)
    {
        PolicyVersionsApi.Map(api);
        PolicyDraftApi.Map(api);
        ListsApi.Map(api);
        HoursApi.Map(api);
        DryRunApi.Map(api);
    }
}
