using Microsoft.Extensions.Options;
using Realtime.SipGateway.Rules;

namespace Realtime.SipGateway.Sideband.Tools.Later;

internal static class LateResultsExtensions
{
    /// <summary>Tools that answer later. Section <c>ToolCallbacks</c>.</summary>
    public static IServiceCollection AddLateResults(this IServiceCollection services)
    {
        services.AddOptions<ToolCallbackOptions>().BindConfiguration(PolicySite.ToolCallbacksSection).ValidateOnStart();
        services.AddSingleton<IValidateOptions<ToolCallbackOptions>, ToolCallbackOptionsValidator>();
        services.AddSingleton<CallbackToken>();
        services.AddSingleton<LateResults>();
        services.AddHostedService(static provider => provider.GetRequiredService<LateResults>());
        services.AddSingleton<IToolHandler, HttpAsyncToolHandler>();
        return services;
    }
}
