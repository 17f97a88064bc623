using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Realtime.Simulator.Schema;
using Realtime.Simulator.Settings;

namespace Realtime.Simulator.Http;

/// <summary>Who may call: the server key of the project, or a client secret where that is enough.</summary>
internal sealed class ApiAccess(IOptions<SimulatorOptions> options, ClientSecrets secrets)
{
    private const string Bearer = "Bearer ";

    /// <summary>Whether the request carries the server key and, if any, the right project.</summary>
    public bool IsServer(HttpContext http) => IsServerKey(KeyOf(http)) && IsOurProject(http);

    /// <summary>The client secret of the request; null when it carries none that is good.</summary>
    public ClientSecret? ClientSecretOf(HttpContext http) => KeyOf(http) is { } key ? secrets.Find(key) : null;

    /// <summary>Answers 401.</summary>
    public static Task RefuseAsync(HttpContext http) => ApiError.WriteAsync(
        http, StatusCodes.Status401Unauthorized, new SchemaFault("invalid_api_key", "Incorrect API key provided, or a key of another project.", null));

    private static string? KeyOf(HttpContext http)
    {
        var header = http.Request.Headers.Authorization.ToString();
        if (header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
        {
            return header[Bearer.Length..].Trim();
        }

        // Browsers cannot set headers on a WebSocket: the key travels as a subprotocol.
        const string Subprotocol = "openai-insecure-api-key.";
        return http.WebSockets.WebSocketRequestedProtocols
            .FirstOrDefault(protocol => protocol.StartsWith(Subprotocol, StringComparison.Ordinal))?[Subprotocol.Length..];
    }

    private bool IsServerKey(string? key) =>
        key is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(options.Value.ApiKey));

    private bool IsOurProject(HttpContext http) =>
        !http.Request.Headers.TryGetValue("OpenAI-Project", out var project) || project == options.Value.ProjectId;
}
