using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Rules.Budgets;
using Realtime.SipGateway.Rules.DryRuns;
using Realtime.SipGateway.Rules.Versions;
using Realtime.SipGateway.Telemetry;

namespace Realtime.SipGateway.Rules;

internal static class RulesExtensions
{
    /// <summary>The policy, loaded before any other service starts. Needs a <see cref="PolicySite"/>, which the feature with the targets gives.</summary>
    public static IServiceCollection AddRules(this IServiceCollection services)
    {
        services.AddOptions<PolicyOptions>().BindConfiguration(PolicyOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<PolicyOptions>, PolicyOptionsValidator>();
        services.AddOptions<TransferOptions>().BindConfiguration(TransferOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<TransferOptions>, TransferOptionsValidator>();
        services.AddSingleton<TransferAllowList>();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(static provider => new PolicyStore(provider.GetRequiredService<PolicySite>(), provider.GetRequiredService<TimeProvider>())
        {
            InUse = () => provider.GetService<ActiveCalls>()?.List().Select(static call => call.Decision?.PolicyVersion).OfType<string>().ToHashSet(StringComparer.Ordinal) ?? [],
        });
        services.AddSingleton<PolicyVersions>();
        services.AddSingleton<PolicyDrafts>();
        services.AddSingleton<PolicyEdits>();
        services.AddSingleton<DryRun>();
        services.AddSingleton<ICallObserver, CallBudgets>();
        services.AddHostedService<PolicyFile>();
        services.AddHostedService<BudgetMetrics>();
        services.AddHealthChecks().AddCheck<PolicyHealthCheck>("policy", tags: [TelemetryExtensions.ReadyTag]);
        return services;
    }
}
