using Microsoft.Extensions.Options;
using Realtime.SipGateway.Calls.Budget;
using Realtime.SipGateway.Calls.Pricing;
using Realtime.SipGateway.Calls.Traces;
using Realtime.SipGateway.Telemetry;

namespace Realtime.SipGateway.Calls;

/// <summary>The meeting place of the features.</summary>
public static class CallsExtensions
{
    public static IServiceCollection AddCalls(this IServiceCollection services)
    {
        services.AddOptions<CallsOptions>().BindConfiguration(CallsOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<CallsOptions>, CallsOptionsValidator>();
        services.AddOptions<PricingOptions>().BindConfiguration(PricingOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<PricingOptions>, PricingOptionsValidator>();
        services.AddSingleton<PriceTable>();
        services.AddSingleton<DaySpending>();
        services.AddSingleton(static provider => provider.GetService<ICallEventLogger>() is { } events
            ? new CallTraces(provider.GetRequiredService<IOptions<TelemetryOptions>>(), provider.GetRequiredService<CallContexts>(), events)
            : CallTraces.Plain());
        services.AddSingleton<CallMetrics>();
        services.AddSingleton<CallEventFeed>();
        services.AddSingleton<FollowingEnd>();
        services.AddSingleton<CallJournal>();
        services.AddSingleton<ActiveCalls>();
        services.AddSingleton(static provider => AttemptToken.Create(provider.GetRequiredService<TimeProvider>()));
        return services;
    }
}
