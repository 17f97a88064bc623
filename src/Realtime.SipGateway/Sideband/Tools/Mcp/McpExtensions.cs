using Microsoft.Extensions.Options;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.OpenAi;
using Realtime.SipGateway.Rules;

namespace Realtime.SipGateway.Sideband.Tools.Mcp;

internal static class McpExtensions
{
    /// <summary>Tools of the MCP servers of section <c>McpServers</c>.</summary>
    public static IServiceCollection AddMcpServers(this IServiceCollection services)
    {
        services.AddOptions<McpServersOptions>()
            .Configure<IConfiguration>(static (options, configuration) => configuration.GetSection(PolicySite.McpServersSection).Bind(options.Servers))
            .ValidateOnStart();
        services.AddSingleton<IValidateOptions<McpServersOptions>, McpServersOptionsValidator>();
        services.AddSingleton<McpTransports>();
        services.AddSingleton<IHostedMcp, HostedMcpServers>();
        services.AddSingleton<McpToolHandler>();
        services.AddSingleton<IToolHandler>(static provider => provider.GetRequiredService<McpToolHandler>());
        services.AddSingleton<IMcpServers>(static provider => provider.GetRequiredService<McpToolHandler>());
        return services;
    }
}
