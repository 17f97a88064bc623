using Microsoft.Extensions.Options;
using Realtime.SipGateway.OpenAi;
using Realtime.SipGateway.Signalling;

namespace Realtime.SipGateway.Cli.Doctor;

/// <summary>What crosses networks or stands in files where others can read it.</summary>
internal sealed class ClearTextCheck(IOptions<SignallingOptions> options, TargetCatalog targets, IConfiguration configuration) : IDoctorCheck
{
    public string Area => "clear text";

    public Task LookAsync(DoctorNotes notes, CancellationToken cancellationToken)
    {
        foreach (var (name, trunk) in options.Value.Trunks)
        {
            if (trunk.AllowKeysInClear)
            {
                notes.Warn($"trunk {name}", "takes media keys (a=crypto) over UDP and TCP: who reads the signalling hears the call", "Have the carrier use TLS, then remove AllowKeysInClear.");
            }
        }

        foreach (var target in targets.All)
        {
            Look(notes, target);
        }

        foreach (var url in (configuration["Urls"] ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (url.StartsWith("http:", StringComparison.OrdinalIgnoreCase) && LocalHttp.IsOpen(url))
            {
                notes.Warn($"Urls {url}", "API keys and webhooks cross in clear text unless a proxy in front ends TLS", "Put a TLS proxy in front and let only it reach this port, or give Kestrel a certificate.");
            }
        }

        if (notes.Findings.Count == 0)
        {
            notes.Ok("keys and secrets", "none crosses in clear text, none stands in the settings");
        }

        return Task.CompletedTask;
    }

    private static void Look(DoctorNotes notes, Target target)
    {
        if (target.ApiBaseUrl.Scheme != Uri.UriSchemeHttps && !target.ApiBaseUrl.IsLoopback)
        {
            notes.Fail($"target {target.Name}", "its API is http: the API key crosses in clear text", "Use https.");
        }

        if (target.ApiKey.IsLiteral || target.WebhookSecrets.Any(static secret => secret.IsLiteral))
        {
            notes.Warn($"target {target.Name}", "a secret stands in the settings themselves", "Use env:NAME or file:/path, and change the secret: it was readable.");
        }
    }
}
