using Microsoft.Extensions.Options;
using ModelContextProtocol.Client;
using Realtime.SipGateway.Secrets;

namespace Realtime.SipGateway.Sideband.Tools.Mcp;

/// <summary>The ways to the site's MCP servers.</summary>
internal sealed class McpTransports(IOptions<McpServersOptions> options, NamedSecrets secrets) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    public IReadOnlyCollection<string> Names => options.Value.Servers.Keys;

    /// <exception cref="InvalidOperationException">A secret cannot be had; the message says which.</exception>
    public IClientTransport Open(string name)
    {
        var server = options.Value.Servers[name];
        return server.Url is { } url
            ? new HttpClientTransport(
                new HttpClientTransportOptions
                {
                    Name = name,
                    Endpoint = new Uri(url),
                    TransportMode = HttpTransportMode.StreamableHttp,
                    ConnectionTimeout = TimeSpan.FromMilliseconds(server.ConnectTimeoutMs),
                    AdditionalHeaders = Headers(server, new Uri(url)),
                },
                _http, loggerFactory: null, ownsHttpClient: false)
            : new StdioClientTransport(new StdioClientTransportOptions
            {
                Name = name,
                Command = server.Command!,
                Arguments = server.Arguments,
                WorkingDirectory = server.WorkingDirectory,
                InheritEnvironmentVariables = false,
                EnvironmentVariables = Environment(server),
            });
    }

    public void Dispose() => _http.Dispose();

    private Dictionary<string, string> Headers(McpServerOptions server, Uri uri) => server.Headers.ToDictionary(
        header => header.Key,
        header =>
        {
            if (!header.Value.StartsWith(HttpToolClient.SecretPrefix, StringComparison.Ordinal))
            {
                return header.Value;
            }

            var (value, fault) = secrets.For(header.Value[HttpToolClient.SecretPrefix.Length..], uri);
            return value ?? throw new InvalidOperationException($"The header {header.Key} cannot be filled: {fault}.");
        });

    /// <summary>The basics of the platform, so that a program is found, and what the site says.</summary>
    private static Dictionary<string, string?> Environment(McpServerOptions server)
    {
        var variables = StdioClientTransportOptions.GetDefaultEnvironmentVariables();
        foreach (var (name, value) in server.Environment)
        {
            variables[name] = McpServersOptionsValidator.IsReference(value)
                ? SecretReference.Parse(value).TryRead(out var secret, out var fault) ? secret : throw new InvalidOperationException($"The variable {name} {fault}.")
                : value;
        }

        return variables;
    }
}
