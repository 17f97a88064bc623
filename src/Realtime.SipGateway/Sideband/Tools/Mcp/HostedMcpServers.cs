using Microsoft.Extensions.Options;
using Realtime.SipGateway.OpenAi;

namespace Realtime.SipGateway.Sideband.Tools.Mcp;

/// <summary>
/// MCP servers of the site that are marked <c>Hosted</c>: their address and their headers, secrets among them, are told to the AI service, which calls them
/// itself. Servers without the mark never are.
/// </summary>
internal sealed class HostedMcpServers(IOptions<McpServersOptions> options, NamedSecrets secrets, ILogger<HostedMcpServers> logger) : IHostedMcp
{
    private const string Authorization = "Authorization";
    private const string Bearer = "Bearer ";

    public HostedMcpServer? Find(string name)
    {
        if (!options.Value.Servers.TryGetValue(name, out var server) || server is not { Hosted: true, Url: { } url })
        {
            logger.McpNotHosted(name, "the site does not mark it as hosted");
            return null;
        }

        string? token = null;
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (header, given) in server.Headers)
        {
            var value = given;
            if (given.StartsWith(HttpToolClient.SecretPrefix, StringComparison.Ordinal))
            {
                (var secret, var fault) = secrets.For(given[HttpToolClient.SecretPrefix.Length..], new Uri(url));
                if (secret is null)
                {
                    logger.McpNotHosted(name, fault!);
                    return null;
                }

                value = secret;
            }

            // The service has a member of its own for a token, and writes the header itself.
            if (header.Equals(Authorization, StringComparison.OrdinalIgnoreCase) && value.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
            {
                token = value[Bearer.Length..];
            }
            else
            {
                headers[header] = value;
            }
        }

        return new HostedMcpServer(url, token, headers);
    }
}
