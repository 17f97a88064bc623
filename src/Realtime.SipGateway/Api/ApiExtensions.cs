using Microsoft.Extensions.Options;
using Realtime.SipGateway.Api.Budgets;
using Realtime.SipGateway.Api.Control;
using Realtime.SipGateway.Api.Description;
using Realtime.SipGateway.Api.Policies;

namespace Realtime.SipGateway.Api;

internal static class ApiExtensions
{
    /// <summary>The control API for programs and its keys. Other features demand a scope by the policy of its name (<see cref="ApiScope"/>).</summary>
    public static IServiceCollection AddApi(this IServiceCollection services)
    {
        services.AddOptions<ApiOptions>().BindConfiguration(ApiOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<ApiOptions>, ApiOptionsValidator>();
        services.AddSingleton<IValidateOptions<ApiOptions>, ApiKeysValidator>();
        services.AddApiDescription();
        services.AddSingleton<ApiKeys>();
        services.AddSingleton<CallListApi>();
        services.AddSingleton<CallsApi>();
        services.AddSingleton<ExportApi>();
        services.AddSingleton<ErasuresApi>();
        services.AddSingleton<ControlRunner>();
        services.AddSingleton<TakeoverApi>();
        services.AddSingleton<ControlVerbs>();
        services.AddSingleton<ControlSocketApi>();
        services.AddSingleton<TransferApi>();
        services.AddSingleton<ToolsApi>();
        services.AddSingleton<CallerRequestsApi>();
        services.AddSingleton<OutgoingApi>();
        services.AddSingleton<BudgetsApi>();
        services.AddSingleton<EventsApi>();
        services.AddSingleton<Followers>();
        services.AddSingleton<Lasting>();
        services.AddSingleton<PolicyApi>();
        services.AddPoliciesApi();
        services.AddSingleton<BansApi>();
        services.AddSingleton<TrunksApi>();
        services.AddSingleton<AuditApi>();
        services.AddSingleton<KeysApi>();
        services.AddSingleton<StoredKeys>();
        services.AddSingleton<AuditTrail>();
        services.AddHostedService<AuditHeadNotes>();
        services.AddApiSchemes();
        services.AddApiFront();
        var authorization = services.AddAuthorizationBuilder();
        foreach (var scope in Enum.GetValues<ApiScope>())
        {
            authorization.AddPolicy(scope.ToString(), policy => policy
                .AddAuthenticationSchemes(ApiSchemes.Either)
                .RequireAuthenticatedUser()
                .RequireAssertion(context => ApiUser.Has(context.User, scope)));
        }

        return services;
    }

    /// <summary>Everything under <c>/api</c>; whatever has no stricter demand needs a viewer's key, unknown paths too.</summary>
    public static void MapApi(this IEndpointRouteBuilder endpoints)
    {
        var api = endpoints.MapGroup("/api").RequireAuthorization(nameof(ApiScope.Viewer));
        CallListApi.Map(api);
        CallsApi.Map(api);
        ExportApi.Map(api);
        ErasuresApi.Map(api);
        DiagnosisApi.Map(api);
        HealthApi.Map(api);
        ControlApi.Map(api);
        ControlSocketApi.Map(api);
        TakeoverApi.Map(api);
        TransferApi.Map(api);
        ToolsApi.Map(api);
        CallerRequestsApi.Map(api);
        OutgoingApi.Map(api);
        McpApi.Map(api);
        BudgetsApi.Map(api);
        EventsApi.Map(api);
        PolicyApi.Map(api);
        api.MapPolicies();
        BansApi.Map(api);
        TargetsApi.Map(api);
        TrunksApi.Map(api);
        AuditApi.Map(api);
        KeysApi.Map(api);
        MeApi.Map(api);
        ApiDescriptionExtensions.Map(api);
        api.MapFallback(static (HttpContext context, EndpointDataSource endpoints) => ApiFallback.Answer(context, endpoints));
    }
}
