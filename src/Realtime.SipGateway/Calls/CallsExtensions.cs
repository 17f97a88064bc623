using Microsoft.Extensions.Options;

namespace Realtime.SipGateway.Calls;

/// <summary>The meeting place of the features.</summary>
public static class CallsExtensions
{
    public static IServiceCollection AddCalls(this IServiceCollection services)
    {
        services.AddOptions<CallsOptions>().BindConfiguration(CallsOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<CallsOptions>, CallsOptionsValidator>();
        services.AddSingleton<CallMetrics>();
        services.AddSingleton<CallEventFeed>();
        services.AddSingleton<CallJournal>();
        services.AddSingleton<ActiveCalls>();
        services.AddSingleton(static provider => AttemptToken.Create(provider.GetRequiredService<TimeProvider>()));
        return services;
    }
}
