using Microsoft.Extensions.Options;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Telemetry;

namespace Realtime.SipGateway.Store;

internal static class StoreExtensions
{
    /// <summary>Call history, claims and tool runs in one SQLite file; a health check that decides readiness.</summary>
    public static IServiceCollection AddStore(this IServiceCollection services)
    {
        services.AddOptions<StoreOptions>().BindConfiguration(StoreOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<StoreOptions>, StoreOptionsValidator>();
        services.AddSingleton<StoreFile>();
        services.AddSingleton<StoreHealth>();
        services.AddSingleton<StoreMetrics>();
        services.AddSingleton<StoreWriter>();
        services.AddSingleton<CrashedCalls>();
        services.AddSingleton<ICallEventLog, SqliteCallEventLog>();
        services.AddSingleton<IClaimLedger, SqliteClaimLedger>();
        services.AddSingleton<IApiKeyLedger, SqliteApiKeyLedger>();
        services.AddSingleton<IAuditLog, SqliteAuditLog>();
        services.AddSingleton<IHandoverLedger, SqliteHandoverLedger>();
        services.AddSingleton<IPolicyLedger, PolicyLedger>();
        services.AddSingleton<IToolLedger, SqliteToolLedger>();
        services.AddHostedService<StoreService>();
        services.AddHealthChecks().AddCheck<StoreHealthCheck>("store", tags: [TelemetryExtensions.ReadyTag]);
        return services;
    }
}
