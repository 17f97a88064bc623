using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Realtime.SipGateway.Calls.Budget;
using Realtime.SipGateway.Calls.Pricing;
using Realtime.SipGateway.Rules;

namespace Realtime.SipGateway.OpenAi;

internal static class OpenAiExtensions
{
    /// <summary>The AI targets of section <c>Targets</c> and the client of their REST API.</summary>
    public static IServiceCollection AddOpenAi(this IServiceCollection services)
    {
        services.AddOptions<TargetsOptions>()
            .Configure<IConfiguration>(static (options, configuration) =>
                configuration.GetSection(TargetsOptions.Section).Bind(options.Targets))
            .ValidateOnStart();
        services.AddSingleton<IValidateOptions<TargetsOptions>, TargetsOptionsValidator>();
        services.AddSingleton<TargetCatalog>();
        services.AddSingleton<RealtimeCallsClient>();
        services.TryAddSingleton<IHostedMcp, NoHostedMcp>();
        services.AddSingleton<ModerationsClient>();
        services.AddSingleton<SessionCheck>();
        services.AddSingleton(static provider =>
        {
            var targets = provider.GetRequiredService<TargetCatalog>();
            var site = provider.GetRequiredService<IConfiguration>();
            var destinations = site.GetSection(PolicySite.DestinationsSection).GetChildren();
            return new PolicySite([.. targets.All.Select(target => target.Name)], targets.DefaultName)
            {
                McpServers = [.. site.GetSection(PolicySite.McpServersSection).GetChildren().Select(server => server.Key)],
                HostedMcpServers = [.. site.GetSection(PolicySite.McpServersSection).GetChildren()
                    .Where(static server => bool.TryParse(server["Hosted"], out var isHosted) && isHosted).Select(static server => server.Key)],
                TakesCallbacks = site.GetSection(PolicySite.ToolCallbacksSection)["PublicUrl"] is { Length: > 0 },
                Destinations = [.. destinations.Select(destination => destination.Key)],
                Spending = provider.GetService<DaySpending>(),
                Prices = provider.GetService<PriceTable>(),
                CheckDocument = SessionCheck.FaultsOf,
            };
        });
        return services;
    }
}
