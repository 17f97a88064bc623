using Microsoft.Extensions.Options;
using Realtime.SipGateway.Secrets;

namespace Realtime.SipGateway.Sideband.Tools;

/// <summary>The site's named secrets. The policy document only names them; each goes to its own hosts and nowhere else (P6).</summary>
internal sealed class NamedSecrets(IOptions<SecretsOptions> options)
{
    private readonly Dictionary<string, (SecretReference Value, string[] Hosts)> _secrets = options.Value.Secrets.ToDictionary(
        secret => secret.Key,
        secret => (SecretReference.Parse(secret.Value.Value), secret.Value.Hosts.Select(host => host.ToLowerInvariant()).ToArray()),
        StringComparer.Ordinal);

    /// <summary>The secret for a request to this address, or why it is withheld.</summary>
    public (string? Value, string? Fault) For(string name, Uri uri)
    {
        if (!_secrets.TryGetValue(name, out var secret))
        {
            return (null, $"the site has no secret {name}");
        }

        var host = uri.Host.ToLowerInvariant();
        if (!secret.Hosts.Contains(host) && !secret.Hosts.Contains($"{host}:{uri.Port}"))
        {
            return (null, $"the secret {name} is not for {host}");
        }

        return secret.Value.TryRead(out var value, out var fault) ? (value, null) : (null, $"the secret {name} {fault}");
    }
}
