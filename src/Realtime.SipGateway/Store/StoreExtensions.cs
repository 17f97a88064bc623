using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.Extensions.Options;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Afterwards;
using Realtime.SipGateway.Calls.Budget;
using Realtime.SipGateway.Calls.Outgoing;
using Realtime.SipGateway.Telemetry;

namespace Realtime.SipGateway.Store;

internal static class StoreExtensions
{
    /// <summary>Call history, claims and tool runs in one SQLite file or in PostgreSQL; a health check that decides readiness.</summary>
    public static IServiceCollection AddStore(this IServiceCollection services)
    {
        services.AddOptions<StoreOptions>().BindConfiguration(StoreOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<StoreOptions>, StoreOptionsValidator>();
        services.AddSingleton<IValidateOptions<StoreOptions>, StoreConnectionValidator>();
        services.AddSingleton<IValidateOptions<StoreOptions>, StoreHistoryValidator>();
        services.AddSingleton<NumberMask>();
        services.AddSingleton<StorePurge>();
        services.AddSingleton<ICallErasure, CallErasure>();
        services.AddSingleton<StoreDatabase>(static provider =>
            provider.GetRequiredService<IOptions<StoreOptions>>().Value.Provider == StoreProvider.Postgresql
                ? ActivatorUtilities.CreateInstance<PostgresDatabase>(provider)
                : ActivatorUtilities.CreateInstance<SqliteDatabase>(provider));
        services.AddSingleton<StoreHealth>();
        services.AddSingleton<StoreMetrics>();
        services.AddSingleton<StoreSpool>();
        services.AddSingleton<StoreWriter>();
        services.AddSingleton<CrashedCalls>();
        services.AddSingleton<ICallEventLog, StoredCallEventLog>();
        services.AddSingleton<ICallArchive, CallArchive>();
        services.AddSingleton<IClaimLedger, StoredClaimLedger>();
        services.AddSingleton<IApiKeyLedger, StoredApiKeyLedger>();
        services.AddSingleton<ICallSearch, StoredCallSearch>();
        services.AddSingleton<IUserLedger, StoredUserLedger>();
        services.AddSingleton<IXmlRepository, StoredKeyRing>();
        services.AddSingleton<IAuditLog, StoredAuditLog>();
        services.AddDataProtection();
        services.AddSingleton<SnapshotSeal>();
        services.AddSingleton<IHandoverLedger, StoredHandoverLedger>();
        services.AddSingleton<IDeadCalls, StoredDeadCalls>();
        services.AddSingleton<IPolicyLedger, PolicyLedger>();
        services.AddSingleton<IToolLedger, StoredToolLedger>();
        services.AddSingleton<ICallerRequests, StoredCallerRequests>();
        services.AddSingleton<IToolExecutions, StoredToolExecutions>();
        services.AddSingleton<IOutgoingLedger, StoredOutgoing>();
        services.AddSingleton<ISpendingLedger, StoredSpendingLedger>();
        services.AddSingleton<IAfterCallLedger, StoredAfterCalls>();
        services.AddHostedService<StoreService>();
        services.AddHostedService<SpendingKeeper>();
        services.AddHostedService<NodeBeat>();
        services.AddHostedService<RetentionService>();
        services.AddHealthChecks().AddCheck<StoreHealthCheck>("store", tags: [TelemetryExtensions.ReadyTag]);
        return services;
    }
}
